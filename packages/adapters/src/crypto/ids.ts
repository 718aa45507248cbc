import { Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { CorrelationId, RunId } from "@coffeebuddy/domain/ids"
import { Ids } from "@coffeebuddy/ports/ids"

/** Ids from the platform's secure randomness. */
export const layer: Layer.Layer<Ids> = Layer.effect(
  Ids,
  Effect.gen(function* () {
    const random = yield* SecureRandom.SecureRandom
    return Ids.of({
      run: Effect.map(random.uuidV7(), (id) => RunId.make(id)),
      correlation: Effect.map(random.uuidV4(), (id) => CorrelationId.make(id)),
    })
  }),
).pipe(Layer.provide(SecureRandom.layerWebCrypto))
