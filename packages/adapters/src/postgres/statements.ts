import { claimOwed, nextDue } from "./claiming.ts"
import { changeChannel, changeRun, openRun } from "./committing.ts"
import { readMemberByChannel, readMemberByRun, readRunByChannel, readRunByRun } from "./reading.ts"
import { latestRuns, latestRunsByStatus, standings } from "./run-history.ts"
import { schemaVersion } from "./schema-version.ts"
import { settleDelivery, settleMessage } from "./settling.ts"
import type { Statement } from "./statement.ts"

/** Every statement that is sent while requests are served: tests plan each, statistics name each. */
export const statements: ReadonlyArray<Statement> = [
  readMemberByChannel,
  readMemberByRun,
  readRunByChannel,
  readRunByRun,
  openRun,
  changeRun,
  changeChannel,
  latestRuns,
  latestRunsByStatus,
  standings,
  claimOwed,
  settleDelivery,
  settleMessage,
  nextDue,
  schemaVersion,
]
