import { textOf } from "@coffeebuddy/slack-emulator/actor"
import { afterEach, assert, describe, it } from "vitest"
import { heard } from "./hearing.ts"
import { type Office, type OfficeOptions, openOffice, unhurried } from "./office.ts"

const opened: Array<Office> = []

const open = async (options?: OfficeOptions): Promise<Office> => {
  const office = await openOffice(options)
  opened.push(office)
  return office
}

afterEach(async () => {
  for (const office of opened.splice(0)) await office.close()
})

const reference = (words: string): string =>
  /Reference: (\S+)/.exec(words)?.[1] ?? assert.fail(`no reference: ${words}`)

describe("a channel that CoffeeBuddy was not invited to", () => {
  it("gets no run, and whoever tried is told what to do; afterwards it works", async () => {
    const office = await open()
    const channel = office.channel()
    office.slack.removeBot(channel)
    await office.blake.command(channel, "/coffee")
    const told = textOf(await office.written(office.blake, /could not start/))
    assert.match(told, new RegExp(`in <#${channel}> could not start`))
    assert.match(told, /not a member of that channel.*Type `\/invite @CoffeeBuddy` there/)
    assert.match(heard(await office.blake.command(channel, "/coffee status")), /could not start.*\/invite @CoffeeBuddy/)
    office.slack.inviteBot(channel)
    await office.blake.command(channel, "/coffee")
    await office.shown(channel, /<@UBLAKE> started a coffee run/)
  })

  it("loses the order of nobody who was quicker: each is told, and it stays their usual", async () => {
    const office = await open()
    const channel = office.channel()
    office.slack.removeBot(channel)
    office.slack.delay("chat.postMessage", 400)
    await office.blake.command(channel, "/coffee")
    assert.match(heard(await office.casey.command(channel, "/coffee order tea")), /Got it: tea/)
    await office.written(office.casey, /could not go on.*You had ordered: tea\. It stays your usual there/)
    await office.written(office.blake, /1 person had ordered/)
  })
})

describe("a token that lacks a permission", () => {
  it("keeps the app ready, names the permission and the fix to operators, and to whoever starts a run", async () => {
    const office = await open({
      slack: { scopes: ["commands", "im:write", "im:history", "channels:history", "groups:history", "users:read"] },
    })
    const ready = await fetch(`http://127.0.0.1:${office.metricsPort}/health/ready`)
    assert.strictEqual(ready.status, 200)
    assert.match(await ready.text(), /lacks chat:write \(posting runs, summaries and lists\)\. Update the app/)
    const channel = office.channel()
    const told = heard(await office.blake.command(channel, "/coffee"))
    assert.match(told, /lacks a permission in this workspace: chat:write\. Nothing has changed\. A workspace admin can/)
    assert.match(heard(await office.blake.command(channel, "/coffee status")), /No coffee run was ever opened here/)
  })
})

describe("a rejection or a fault", () => {
  it("says what happened, what was saved, what next, and a reference that is in the logs", async () => {
    const office = await open()
    const told = heard(await office.blake.command(office.channel(), "/coffee order mocha"))
    assert.match(told, /^No coffee run is open in this channel\. Nothing has changed\. Start one with `\/coffee`\./)
    const line = (await office.logs()).find(({ correlationId }) => correlationId === reference(told))
    assert.deepInclude(line, { rejection: "NoOpenRun", category: "member", level: "info" })
  })

  it("of Slack, while it should open a dialog, is told as one", async () => {
    const office = await open()
    const channel = office.channel()
    await office.alex.command(channel, "/coffee")
    await office.shown(channel, /No orders yet/)
    office.slack.fail("views.open", { error: "expired_trigger_id" })
    await office.blake.press(channel, "Order")
    const told = textOf(await office.whispered(office.blake, channel, /Slack did not let CoffeeBuddy do that/))
    const line = (await office.logs()).find(
      ({ correlationId, level }) => correlationId === reference(told) && level === "error",
    )
    assert.deepInclude(line, { code: "expired_trigger_id", category: "slack" })
    await office.blake.press(channel, "Order")
    await office.slack.waitFor(() => office.blake.openView())
  })

  it("of Slack, while the run's message is posted, is mended later without showing it twice", async () => {
    const office = await open()
    const channel = office.channel()
    office.slack.fail("chat.postMessage", { status: 503, times: 2 })
    await office.alex.command(channel, "/coffee")
    await office.alex.command(channel, "/coffee order tea")
    await office.slack.waitFor(() => /tea/.test(office.slack.messages(channel).map(textOf).join()), { within: 40_000 })
    assert.lengthOf(office.slack.messages(channel), 1)
  })

  it("does not repeat what Slack sends twice", async () => {
    const office = await open()
    const channel = office.channel()
    await office.alex.command(channel, "/coffee")
    const [first, again] = [office.slack.sent("command").at(-1), await office.slack.redeliver({ times: 2 })]
    assert.lengthOf(
      again.filter((reply) => reply.kind === "answered" && reply.status === 200),
      2,
    )
    assert.isDefined(first)
    await office.shown(channel, /No orders yet/)
    assert.lengthOf(office.slack.messages(channel), 1)
  })
})

describe("Slack's rate limits", () => {
  it("are kept by five channels that use everything at once, and every call is valid", async () => {
    const office = await open({ tuning: unhurried, slack: { rateLimits: "slack" } })
    const people = [office.alex, office.blake, office.casey, office.dana]
    const channels = Array.from({ length: 5 }, office.channel)
    await Promise.all(
      channels.map(async (channel) => {
        await office.blake.command(channel, "/coffee in 30m for the corner café")
        await office.shown(channel, /No orders yet/)
        for (const person of people) await person.command(channel, `/coffee order drink of ${person.id}`)
        await office.casey.command(channel, "/coffee cancel my order")
        await office.blake.command(channel, "/coffee close")
        await office.shown(channel, /goes for coffee/)
        await office.slack.waitFor(
          () => people.some((person) => person.dms().some((message) => textOf(message).includes(`<#${channel}>`))),
          { what: "the runner's list", within: 30_000 },
        )
      }),
    )
    await Promise.all(channels.map((channel) => office.shown(channel, /Coffee run closed/)))
    const refused = office.slack.calls().filter((call) => call.outcome !== "ok")
    // Calls that left in time may arrive bunched; what is late by a moment is told to wait, and waits.
    assert.isAtMost(refused.length, 2)
    assert.isTrue(refused.every(({ outcome }) => outcome === "ratelimited"))
    assert.deepStrictEqual(office.slack.impatientCalls(), [])
    const perRun = office.slack.calls("chat.update").length / channels.length
    assert.isAtMost(perRun, 6, "edits of a run's message are gathered")
  })
})
