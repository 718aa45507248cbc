import { Cause, Context, Effect, Layer, Logger, Option, References, Tracer } from "effect"
import { destination, type Logger as Sink, pino } from "pino"

const levels = {
  All: "trace",
  Trace: "trace",
  Debug: "debug",
  Info: "info",
  Warn: "warn",
  Error: "error",
  Fatal: "fatal",
  None: "silent",
} as const

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const
export type LogLevel = (typeof logLevels)[number]

const minimum = {
  trace: "Trace",
  debug: "Debug",
  info: "Info",
  warn: "Warn",
  error: "Error",
  fatal: "Fatal",
} as const

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Fields that must never be printed, whoever logs them: secrets, and whatever a member typed. */
const redacted = ["token", "secret", "signature", "authorization", "password", "text", "body", "note", "place", "order"]

const toSink = (sink: Sink) =>
  Logger.make<unknown, void>(({ cause, fiber, logLevel, message }) => {
    const parts = Array.isArray(message) ? message : [message]
    const fields: Record<string, unknown> = {}
    for (const part of parts.filter(isRecord)) Object.assign(fields, part)
    const words = parts.filter((part) => !isRecord(part)).map(String)
    const err = cause.reasons.length > 0 ? { err: Cause.pretty(cause) } : {}
    const span = Context.getOption(fiber.context, Tracer.ParentSpan)
    const trace = Option.isSome(span) ? { traceId: span.value.traceId } : {}
    const annotations = fiber.getRef(References.CurrentLogAnnotations)
    sink[levels[logLevel]]({ ...annotations, ...trace, ...fields, ...err }, words.join(" "))
  })

export interface Options {
  readonly app: string
  readonly level: LogLevel
  /** A file to append to, in place of standard output. */
  readonly file?: string
}

/** One JSON line per log call: time, level, app, annotations, fields. What may hold a secret or an order is redacted by name. */
export const layer = ({ app, level, file }: Options): Layer.Layer<never> =>
  Layer.unwrap(
    Effect.acquireRelease(
      Effect.sync(() => destination({ dest: file ?? 1, sync: false, mkdir: true })),
      (out) => Effect.sync(() => out.flushSync()),
    ).pipe(
      Effect.map((out) => {
        const timestamp = pino.stdTimeFunctions.isoTime
        const formatters = { level: (label: string) => ({ level: label }) }
        const redact = { paths: redacted, censor: "[redacted]" }
        const sink = pino({ base: { app }, level, messageKey: "message", timestamp, formatters, redact }, out)
        return Layer.merge(Logger.layer([toSink(sink)]), Layer.succeed(References.MinimumLogLevel, minimum[level]))
      }),
    ),
  )
