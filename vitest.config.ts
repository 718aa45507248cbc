import { readdirSync } from "node:fs"
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config"

const seconds = 1000

/** Limits are safety nets against a hang; a test that needs one to pass is wrong. */
const project = (name: string, folder: string, limit: number, ...globalSetup: ReadonlyArray<string>) =>
  ({
    extends: true,
    test: {
      name,
      include: [`${folder}/**/*.test.ts`],
      testTimeout: limit,
      hookTimeout: limit,
      globalSetup: [...globalSetup],
    },
  }) satisfies TestProjectInlineConfiguration

/** These fill the machine by themselves: one file at a time, after all that comes before. */
const alone = (turn: number, { test }: ReturnType<typeof project>) =>
  ({
    extends: true,
    test: { ...test, maxWorkers: 1, sequence: { groupOrder: turn } },
  }) satisfies TestProjectInlineConfiguration

const database = "test/postgres-server.ts"
const under = (folder: string) => readdirSync(new URL(folder, import.meta.url)).toSorted()

export default defineConfig({
  test: {
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    setupFiles: ["test/fast-check.ts"],
    globalSetup: ["test/fast-check-announced.ts"],
    reporters: process.env.CI === undefined ? ["default"] : [["default", { summary: false }]],
    projects: [
      ...under("packages/").map((name) =>
        name === "adapters"
          ? project(name, `packages/${name}/test`, 60 * seconds, database)
          : project(name, `packages/${name}/test`, 60 * seconds),
      ),
      ...under("apps/").map((name) => project(name, `apps/${name}/test`, 120 * seconds, database)),
      project("architecture", "test/architecture", 60 * seconds),
      project("contract", "test/contract", 120 * seconds, database),
      project("e2e", "test/e2e", 240 * seconds, database),
      alone(1, project("chaos", "test/chaos", 240 * seconds, database)),
      alone(2, project("load", "test/load", 240 * seconds, database)),
    ],
    coverage: {
      provider: "v8",
      // Programs that tests start as processes of their own count too, when they end in order.
      autoAttachSubprocess: true,
      reportOnFailure: true,
      include: ["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"],
      reportsDirectory: "coverage",
      reporter: ["json-summary", "html"],
      thresholds: {
        ...Object.fromEntries(under("packages/").map((name) => [`packages/${name}/src/**`, { lines: 80 }])),
        ...Object.fromEntries(under("apps/").map((name) => [`apps/${name}/src/**`, { lines: 80 }])),
        "packages/domain/src/**": { lines: 95 },
        "packages/application/src/**": { lines: 95 },
      },
    },
  },
})
