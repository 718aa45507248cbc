import { type Actor, controls, textOf } from "@coffeebuddy/slack-emulator/actor"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { clock, heard, labels, midday } from "./hearing.ts"
import { type Office, openOffice } from "./office.ts"

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(async () => {
  const refused = office.slack.calls().filter((call) => call.outcome !== "ok")
  await office.close()
  assert.deepStrictEqual(refused, [], "Slack took every call of this file")
})

/** Alex opens a run; resolves once its message is there for everybody. */
const openRun = async (line = "/coffee in 30m"): Promise<string> => {
  const channel = office.channel()
  await office.alex.command(channel, line)
  await office.shown(channel, /No orders yet/)
  return channel
}

const orderForm = async (actor: Actor, channel: string, button = "Order") => {
  const { view } = await actor.press(channel, button)
  return view ?? (await office.slack.waitFor(() => actor.openView(), { what: "the order dialog" }))
}

describe("opening a run", () => {
  it("needs no words at all", async () => {
    const channel = office.channel()
    assert.match(heard(await office.alex.command(channel, "/coffee")), /Your coffee run is open\./)
    const message = await office.shown(channel, /<@UALEX> started a coffee run/)
    assert.notMatch(textOf(message), /Pick-up/)
    assert.deepStrictEqual(
      controls(message).map(({ label }) => label),
      ["Order", "My usual", "Close", ""],
    )
  })

  it("takes a pick-up time in the member's own zone, a place and a note", async () => {
    const [person, zone] = midday(office)
    const at = clock(95, zone)
    const channel = office.channel()
    const told = heard(await person.command(channel, `/coffee at ${at} for the corner café, cash only`))
    assert.match(told, /pick-up at/)
    const message = textOf(await office.shown(channel, /started a coffee run/))
    assert.include(message, "*Place:* the corner café")
    assert.include(message, "*Note:* cash only")
    const epoch = Number(/<!date\^(\d+)\^{time}/.exec(message)?.[1])
    assert.strictEqual(clock(epoch / 60 - Date.now() / 60_000, zone), at)
  })

  it("asks before it takes a time that has passed today, and the button opens the run for tomorrow", async () => {
    const [person, zone] = midday(office)
    const channel = office.channel()
    const asked = await person.command(channel, `/coffee ${clock(-90, zone)} for Blue Bottle`)
    assert.match(heard(asked), /passed today, so nothing was opened yet/)
    assert.deepStrictEqual(office.slack.messages(channel), [])
    await person.press(channel, "Yes, tomorrow")
    const message = textOf(await office.shown(channel, /started a coffee run/))
    assert.match(message, /\*Pick-up:\* <!date\^\d+\^{date_short_pretty} at {time}/)
    assert.include(message, "*Place:* Blue Bottle")
  })

  it("says what it cannot read and opens nothing", async () => {
    const channel = office.channel()
    assert.match(heard(await office.alex.command(channel, "/coffee 25:99")), /Nothing has changed\./)
    assert.deepStrictEqual(office.slack.messages(channel), [])
  })

  it("shows the open run instead of opening a second", async () => {
    const channel = await openRun()
    const second = await office.blake.command(channel, "/coffee in 10m")
    assert.match(heard(second), /A coffee run by <@UALEX> is open\..*archives\/C\d+\/p\d{16}\|See the run/)
    assert.deepStrictEqual(labels(second), ["Order", "My usual"])
    assert.lengthOf(office.slack.messages(channel), 1)
  })

  it("opens one run when two people start at once", async () => {
    const channel = office.channel()
    const answers = await Promise.all([
      office.blake.command(channel, "/coffee"),
      office.casey.command(channel, "/coffee"),
    ])
    const told = answers.map(heard).toSorted()
    assert.match(told[0] ?? "", /^A coffee run by <@U(BLAKE|CASEY)> is open/)
    assert.match(told[1] ?? "", /^Your coffee run is open/)
    await office.shown(channel, /started a coffee run/)
    assert.lengthOf(office.slack.messages(channel), 1)
  })

  it("keeps channels apart", async () => {
    const one = await openRun("/coffee start for Here")
    const other = await openRun("/coffee start for There")
    await office.blake.command(one, "/coffee order flat white")
    await office.shown(one, /flat white/)
    assert.match(heard(await office.blake.command(other, "/coffee status")), /You have no order in it/)
    assert.match(heard(await office.alex.command(one, "/coffee cancel")), /Called off/)
    assert.match(heard(await office.blake.command(other, "/coffee order mocha")), /Got it: mocha/)
    assert.notMatch(textOf(await office.shown(other, /mocha/)), /flat white/)
  })
})

describe("ordering", () => {
  it("works by the button and its dialog", async () => {
    const channel = await openRun()
    const sent = await office.blake.submit(await orderForm(office.blake, channel), { order: "flat white <oat> & 1/2" })
    assert.isTrue(sent.ok)
    assert.isUndefined(office.blake.openView())
    const message = await office.shown(channel, /1 person is in/)
    assert.match(textOf(message), /<@UBLAKE>: flat white &lt;oat&gt; &amp; 1\/2/)
  })

  it("works by command, and the message and its notification count live", async () => {
    const channel = await openRun()
    const told = await office.blake.command(channel, "/coffee order espresso")
    assert.match(heard(told), /Got it: espresso/)
    assert.deepStrictEqual(labels(told), ["Change", "Cancel my order"])
    await office.casey.command(channel, "/coffee order tea")
    const message = await office.shown(channel, /2 people are in/)
    assert.match(message.text, /: 2 orders so far\./)
    assert.lengthOf(office.slack.messages(channel), 1)
  })

  it("marks the field of a dialog that cannot be saved, in a sentence", async () => {
    const channel = await openRun()
    const view = await orderForm(office.blake, channel)
    const refused = await office.blake.submit(view, { order: "  " })
    assert.match(refused.errors?.["order"] ?? "", /order is empty\. Please type a few words/)
    assert.isTrue((await office.blake.submit(view, { order: "mocha" })).ok)
    await office.shown(channel, /<@UBLAKE>: mocha/)
  })

  it("opens the dialog, saying why, when somebody presses My usual without having one", async () => {
    const channel = await openRun()
    const view = await orderForm(office.casey, channel, "My usual")
    assert.match(textOf(view), /You have no usual here yet/)
    await office.casey.submit(view, { order: "chai" })
    await office.shown(channel, /<@UCASEY>: chai/)
  })

  it("orders the usual with one press, or by command, once there is one", async () => {
    const channel = await openRun()
    assert.match(heard(await office.dana.command(channel, "/coffee usual")), /no usual in this channel yet/)
    assert.match(
      heard(await office.dana.command(channel, "/coffee usual cortado")),
      /Your usual in this channel is now/,
    )
    await office.dana.press(channel, "My usual")
    await office.whispered(office.dana, channel, /Got it: cortado \(your usual\)/)
    await office.shown(channel, /<@UDANA>: cortado/)
    assert.match(heard(await office.dana.command(channel, "/coffee usual")), /cortado \(your usual\)/)
  })

  it("changes an order without counting twice, its dialog showing the present one", async () => {
    const channel = await openRun()
    await office.blake.command(channel, "/coffee order espresso")
    await office.shown(channel, /<@UBLAKE>: espresso/)
    const view = await orderForm(office.blake, channel)
    assert.include(JSON.stringify(view.content), '"initial_value":"espresso"')
    await office.blake.submit(view, { order: "double espresso" })
    assert.match(textOf(await office.shown(channel, /<@UBLAKE>: double espresso/)), /1 person is in/)
  })

  it("takes an order back by command and by button, and keeps the usual", async () => {
    const channel = await openRun()
    await office.blake.command(channel, "/coffee order latte")
    assert.match(heard(await office.blake.command(channel, "/coffee cancel my order")), /canceled.*usual stays/)
    assert.match(heard(await office.blake.command(channel, "/coffee cancel my order")), /You have no order in this run/)
    await office.blake.press(channel, "My usual")
    await office.whispered(office.blake, channel, /latte \(your usual\)/)
    await office.blake.press(channel, "Cancel my order")
    await office.slack.waitFor(() => /No orders yet/.test(textOf(office.slack.messages(channel)[0] ?? assert.fail())))
  })
})

describe("changing a run", () => {
  it("lets the starter edit its time, place and note", async () => {
    const channel = await openRun("/coffee in 30m for Here")
    const { view } = await office.alex.press(channel, "Edit time, place or note")
    const form = view ?? (await office.slack.waitFor(() => office.alex.openView()))
    assert.isTrue((await office.alex.submit(form, { pickup: "in 50m", place: "There", note: "Bring cups" })).ok)
    assert.match(textOf(await office.shown(channel, /\*Place:\* There/)), /\*Note:\* Bring cups/)
  })

  it("marks a pick-up time that cannot be read beside its field", async () => {
    const channel = await openRun()
    await office.alex.command(channel, "/coffee edit")
    const form = await office.slack.waitFor(() => office.alex.openView())
    const refused = await office.alex.submit(form, { pickup: "half past nonsense" })
    assert.property(refused.errors, "pickup")
    await office.alex.closeView()
  })

  it("asks in the dialog whether a time that has passed is meant for tomorrow, keeping what was typed", async () => {
    const [person, zone] = midday(office)
    const channel = office.channel()
    await person.command(channel, "/coffee")
    await office.shown(channel, /started a coffee run/)
    await person.command(channel, "/coffee edit")
    const form = await office.slack.waitFor(() => person.openView())
    const asked = await person.submit(form, { pickup: clock(-60, zone), place: "There" })
    assert.match(textOf(asked.view ?? assert.fail("the dialog stays open")), /That time has passed today/)
    const again = person.openView() ?? assert.fail("the dialog stays open")
    assert.isTrue((await person.submit(again, { confirmed: ["yes"] })).ok)
    assert.match(textOf(await office.shown(channel, /\*Place:\* There/)), /\*Pick-up:\*/)
  })

  it("lets nobody but starter, volunteer and admins edit, close or call off", async () => {
    const channel = office.channel()
    await office.blake.command(channel, "/coffee")
    for (const line of ["/coffee close", "/coffee cancel"]) {
      const told = heard(await office.casey.command(channel, line))
      assert.match(told, /Only <@UBLAKE>, who started it, a volunteer or a channel admin can/)
      assert.match(told, /Nothing has changed\. Please ask one of them\./)
    }
    await office.casey.command(channel, "/coffee edit")
    const form = await office.slack.waitFor(() => office.casey.openView())
    const refused = await office.casey.submit(form, { place: "Elsewhere" })
    assert.match(textOf(refused.view ?? assert.fail("the dialog says why")), /Only <@UBLAKE>.* can edit this run/)
    await office.casey.closeView()
    assert.match(heard(await office.alex.command(channel, "/coffee close")), /Closed\. Nobody ordered/)
  })

  it("tells those who ordered when a run is called off, and nobody's turn changes", async () => {
    const channel = await openRun()
    await office.blake.command(channel, "/coffee order mocha")
    await office.shown(channel, /<@UBLAKE>: mocha/)
    assert.match(heard(await office.alex.command(channel, "/coffee cancel")), /Called off\. 1 order was dropped/)
    await office.shown(channel, /nobody's turn has changed/)
    await office.shown(channel, /<@UALEX> called this run off/)
    assert.notMatch(heard(await office.alex.command(channel, "/coffee stats")), /<@UBLAKE>/)
  })
})

describe("old buttons and dialogs", () => {
  it("answer with how things stand now", async () => {
    const channel = office.channel()
    const own = (await office.alex.command(channel, "/coffee")).ephemeral ?? assert.fail("words with buttons")
    await office.shown(channel, /No orders yet/)
    await office.alex.command(channel, "/coffee order mocha")
    await office.alex.command(channel, "/coffee close")
    await office.shown(channel, /<@UALEX> goes for coffee/)
    for (const button of ["Order", "My usual"]) {
      const before = office.alex.messages(channel).length
      await office.alex.press(own, button)
      await office.slack.waitFor(() => office.alex.messages(channel).length > before)
      const told = office.alex.messages(channel).at(-1) ?? assert.fail()
      assert.match(textOf(told), /No run is open\. The last one was closed; <@UALEX> goes\./)
    }
    assert.isUndefined(office.alex.openView())
  })

  it("keep what was typed when the run ended meanwhile, and say that it was not saved", async () => {
    const channel = await openRun()
    const view = await orderForm(office.blake, channel)
    await office.alex.command(channel, "/coffee cancel")
    const late = await office.blake.submit(view, { order: "iced mocha, no sugar" })
    const told = textOf(late.view ?? assert.fail("the dialog stays open"))
    assert.match(told, /called off\. \*What you typed was not saved\.\*/)
    assert.include(told, "iced mocha, no sugar")
    await office.blake.closeView()
  })
})

describe("asking", () => {
  it("status shows the run, one's order, usual and switches", async () => {
    const channel = await openRun()
    await office.blake.command(channel, "/coffee order latte")
    await office.blake.command(channel, "/coffee out")
    const told = heard(await office.blake.command(channel, "/coffee status"))
    assert.match(told, /A coffee run by <@UALEX> is open/)
    assert.match(told, /You ordered: latte/)
    assert.match(told, /Your usual here: latte/)
    assert.match(told, /You are out: you won't be picked/)
  })

  it("help lists every command, and an unknown word gets the one that was meant", async () => {
    const channel = office.channel()
    const help = heard(await office.blake.command(channel, "/coffee help"))
    for (const command of ["order TEXT", "usual", "close", "volunteer", "why", "stats", "out", "again"]) {
      assert.include(help, `/coffee ${command}`)
    }
    const unknown = heard(await office.blake.command(channel, "/coffee colse"))
    assert.match(unknown, /is no command of CoffeeBuddy's, and nothing was done\. Did you mean `close`\?/)
    assert.match(heard(await office.blake.command(channel, "/coffee flat white")), /`\/coffee order flat white`/)
  })

  it("says which commands come with a later release", async () => {
    const channel = office.channel()
    for (const line of ["/coffee admin", "/coffee my data", "/coffee forget me"]) {
      assert.match(heard(await office.blake.command(channel, line)), /will come with a later release; nothing was done/)
    }
  })
})
