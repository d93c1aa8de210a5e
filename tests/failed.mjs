// Prints the failed tests of result files (trx of dotnet, JSON of vitest), each with the first lines of its message: the end of a long log is
// often all that is kept of it.
import { existsSync, readFileSync } from "node:fs";

const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const plain = (text) => text
  .replace(/\u001b\[[\d;]*m/g, "")
  .replace(/&#x([0-9A-F]+);/gi, (_, digits) => String.fromCodePoint(parseInt(digits, 16)))
  .replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]);

function* ofTrx(text) {
  for (const [, attributes, body] of text.matchAll(/<UnitTestResult ([^>]*outcome="Failed"[^>]*)>([^]*?)<\/UnitTestResult>/g))
    yield { name: /testName="([^"]*)"/.exec(attributes)?.[1] ?? "?", message: /<Message>([^]*?)<\/Message>/.exec(body)?.[1] ?? "" };
}

function* ofVitest(text) {
  for (const file of JSON.parse(text).testResults) {
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    for (const { fullName, failureMessages } of failed) yield { name: `${file.name.replace(/.*\/(?=Hub\.Web\/)/, "")}: ${fullName}`, message: failureMessages.join("\n") };
    if (file.status === "failed" && failed.length === 0) yield { name: file.name, message: file.message ?? "" };
  }
}

for (const file of process.argv.slice(2).filter((name) => existsSync(name))) {
  const text = readFileSync(file, "utf8");
  for (const { name, message } of file.endsWith(".trx") ? ofTrx(text) : ofVitest(text)) {
    console.log(`FAILED ${plain(name)}`);
    for (const line of plain(message).split("\n").slice(0, 10)) console.log(`    ${line.trimEnd().slice(0, 300)}`);
  }
}
