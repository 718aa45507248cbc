import { controls, textOf } from "@coffeebuddy/slack-emulator/actor"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { heard } from "./hearing.ts"
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

/** Blake starts a run, and each of these people orders this. */
const ordered = async (orders: Readonly<Record<string, string>>, channel = office.channel()): Promise<string> => {
  await office.blake.command(channel, "/coffee")
  for (const [member, drink] of Object.entries(orders)) {
    assert.match(heard(await office.slack.as(member).command(channel, `/coffee order ${drink}`)), /Got it/)
  }
  await office.shown(channel, /started a coffee run/)
  return channel
}

const close = async (channel: string): Promise<string> => {
  const told = heard(await office.blake.command(channel, "/coffee close"))
  return /<@(\w+)> goes/.exec(told)?.[1] ?? assert.fail(`nobody goes: ${told}`)
}

const everybody = { UALEX: "espresso", UBLAKE: "flat white", UCASEY: "Flat White.", UDANA: "tea" }

describe("closing", () => {
  it("by its button names a runner who ordered, with the numbers, and asks first", async () => {
    const channel = await ordered(everybody)
    const [message] = office.slack.messages(channel)
    assert.include(JSON.stringify(message?.blocks), "Close this run?")
    await office.blake.press(channel, "Close")
    const summary = textOf(await office.shown(channel, /goes for coffee/))
    assert.match(summary, /<@U(ALEX|BLAKE|CASEY|DANA)> goes for coffee\*: 4 orders\./)
    assert.match(summary, /Why: no earlier run to count; .* lot\./)
    assert.match(textOf(await office.shown(channel, /Coffee run closed/)), /\*4 orders:\*/)
  })

  it("writes the runner what to bring, the same drink once with everybody who wants it", async () => {
    const channel = await ordered(everybody)
    const runner = office.slack.as(await close(channel))
    const list = textOf(await office.written(runner, new RegExp(`You go for coffee.*<#${channel}>`)))
    assert.match(list, /• 2x flat white — <@UBLAKE>, <@UCASEY>\n• 1x espresso — <@UALEX>\n• 1x tea — <@UDANA>/)
    assert.lengthOf(
      ["UALEX", "UBLAKE", "UCASEY", "UDANA"].filter((id) =>
        office.slack
          .as(id)
          .dms()
          .some((message) => textOf(message).includes(channel)),
      ),
      1,
      "one person gets the list",
    )
  })

  it("ends ordering", async () => {
    const channel = await ordered({ UCASEY: "tea" })
    await close(channel)
    assert.match(
      heard(await office.dana.command(channel, "/coffee order mocha")),
      /This run has been closed\. Nothing has/,
    )
  })

  it("passes over whoever ran last, and takes turns until everybody has gone", async () => {
    const channel = office.channel()
    const went: Array<string> = []
    for (let round = 0; round < 4; round++) {
      await ordered(everybody, channel)
      went.push(await close(channel))
    }
    assert.deepStrictEqual(went.toSorted(), ["UALEX", "UBLAKE", "UCASEY", "UDANA"])
    const stats = heard(await office.blake.command(channel, "/coffee stats"))
    for (const id of went) assert.include(stats, `<@${id}>`)
  })

  it("with nobody who may be picked asks who can go, and takes the first who says so", async () => {
    const channel = office.channel()
    await office.casey.command(channel, "/coffee out")
    await ordered({ UCASEY: "tea" }, channel)
    assert.match(heard(await office.blake.command(channel, "/coffee close")), /nobody could be picked/)
    await office.shown(channel, /Nobody goes yet for 1 order\.\*? .*Who can go\?/)
    await office.dana.press(channel, "I'll go")
    await office.shown(channel, /<@UDANA> goes now/)
    assert.match(textOf(await office.written(office.dana, new RegExp(`<#${channel}>`))), /Thank you for volunteering/)
  })
})

describe("who goes", () => {
  it("is a volunteer when there is one, and it counts as a run served", async () => {
    const channel = await ordered({ UALEX: "mocha", UCASEY: "tea" })
    await office.casey.press(channel, "I'll go")
    await office.whispered(office.casey, channel, /You go when this run closes/)
    await office.shown(channel, /<@UCASEY> volunteered to go/)
    assert.match(heard(await office.alex.command(channel, "/coffee volunteer")), /<@UCASEY> goes already/)
    assert.strictEqual(await close(channel), "UCASEY")
    await office.shown(channel, /A volunteer, and it counts as a run served/)
  })

  it("changes when the runner can't go: the next in line goes, and everybody concerned is told", async () => {
    const channel = await ordered(everybody)
    const first = office.slack.as(await close(channel))
    const list = await office.written(first, new RegExp(`You go for coffee.*<#${channel}>`))
    assert.deepStrictEqual(
      controls(list).map(({ label }) => label),
      ["I can't go"],
    )
    await first.press(list, "I can't go")
    const summary = textOf(await office.shown(channel, /goes now/))
    const second = /<@(\w+)> goes now/.exec(summary)?.[1] ?? assert.fail(summary)
    assert.notStrictEqual(second, first.id)
    assert.match(summary, /Whoever was picked before can't go\. Next in line: .*\./)
    await office.written(office.slack.as(second), new RegExp(`You go for coffee.*<#${channel}>`))
  })

  it("is nobody when everybody who ordered can't go, and the channel is asked", async () => {
    const channel = await ordered({ UCASEY: "tea" })
    await close(channel)
    await office.casey.press(await office.written(office.casey, new RegExp(`<#${channel}>`)), "I can't go")
    await office.shown(channel, /Nobody goes yet for 1 order/)
  })

  it("changes when somebody presses I'll go instead, and the one picked before is told", async () => {
    const channel = await ordered({ UCASEY: "tea" })
    await close(channel)
    await office.written(office.casey, new RegExp(`You go for coffee.*<#${channel}>`))
    await office.shown(channel, /Coffee run closed/)
    await office.dana.press(channel, "I'll go instead")
    await office.whispered(office.dana, channel, /you go now instead of <@UCASEY>/)
    await office.shown(channel, /<@UDANA> goes now/)
    await office.written(office.dana, new RegExp(`You go for coffee.*<#${channel}>`))
    await office.written(office.casey, new RegExp(`don't have to go for coffee for <#${channel}> any more`))
  })
})

describe("why", () => {
  it("shows the stored numbers of the first three, and what decided", async () => {
    const channel = await ordered(everybody)
    const runner = await close(channel)
    const why = heard(await office.dana.command(channel, "/coffee why"))
    assert.include(why, `<@${runner}> was picked`)
    assert.match(why, /First 3 in line, as things stood then:\n1\. <@\w+>: .*\n2\. .*\n3\. /)
    assert.match(why, /What decided: a tie, settled by this run's lot/)
  })

  it("reaches back to earlier runs, and says when there is nothing to explain", async () => {
    const channel = await ordered(everybody)
    assert.match(heard(await office.dana.command(channel, "/coffee why")), /run is still open/)
    const first = await close(channel)
    await ordered(everybody, channel)
    const second = await close(channel)
    assert.include(heard(await office.dana.command(channel, "/coffee why")), `<@${second}> was picked`)
    assert.include(heard(await office.dana.command(channel, "/coffee why 1")), `<@${first}> was picked`)
    assert.match(heard(await office.dana.command(channel, "/coffee why 7")), /no closed run/)
  })
})

describe("who may be picked", () => {
  it("is nobody who is out, until they are in again; they still get their coffee", async () => {
    const channel = office.channel()
    assert.match(heard(await office.casey.command(channel, "/coffee out until friday")), /until the end of/)
    await office.blake.command(channel, "/coffee")
    assert.match(heard(await office.casey.command(channel, "/coffee order tea")), /won't be picked to go: you are out/)
    await office.blake.command(channel, "/coffee order mocha")
    assert.strictEqual(await close(channel), "UBLAKE")
    assert.match(heard(await office.casey.command(channel, "/coffee in")), /You can be picked to go again/)
  })

  it("includes whoever ran last only when they say so", async () => {
    const channel = await ordered({ UCASEY: "tea" })
    await close(channel)
    assert.match(heard(await office.casey.command(channel, "/coffee again on")), /picked even if you ran last/)
    assert.match(heard(await office.casey.command(channel, "/coffee status")), /You may be picked even if you ran last/)
    assert.match(heard(await office.casey.command(channel, "/coffee again off")), /somebody else is picked/)
  })

  it("reads a date it cannot understand as a mistake, and switches nothing", async () => {
    const channel = office.channel()
    assert.match(heard(await office.casey.command(channel, "/coffee out until whenever")), /Nothing has changed/)
    assert.notMatch(heard(await office.casey.command(channel, "/coffee status")), /You are out/)
  })
})
