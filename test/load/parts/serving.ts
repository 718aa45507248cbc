/**
 * For programs that are measured from outside: says where it listens, answers how much it has used so far when asked, and ends with the
 * process that started it.
 */
export const serving = (port: number): void => {
  process.on("message", () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() })
  })
  process.on("disconnect", () => process.exit())
  process.send?.({ port })
}
