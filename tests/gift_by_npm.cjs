// Holds `learn --quiz --gift` to `--json` by a parser of GIFT that is not ours: gift-pegjs 1.0.2, from npm.
// By hand, in a folder of its own:
//   npm install gift-pegjs
//   txexplain learn all --quiz --count 200 --seed 1 --gift > quiz.gift
//   txexplain learn all --quiz --count 200 --seed 1 --json > quiz.json
//   NODE_PATH=node_modules node gift_by_npm.cjs quiz.gift quiz.json

const fs = require("fs");
const { parse } = require("gift-pegjs");

const TYPES = { number: "Numerical", yes_no: "TF", choice: "MC" };
const [gift, json] = process.argv.slice(2).map((name) => fs.readFileSync(name, "utf8"));
const read = parse(gift).filter((question) => question.type !== "Category");
const wanted = JSON.parse(json).questions;
const plain = (words) => words.replace(/`|\*\*/g, "").replace(/\s+/g, " ").trim();

function answer(question) {
  if (question.type === "TF") return question.isTrue;
  if (question.type === "MC") return question.choices.findIndex((choice) => choice.isCorrect) + 1;
  return question.choices.number;
}

function told(question) {
  const choices = question.type === "MC" ? question.choices.map((choice) => plain(choice.text.text)) : [];
  const why = question.globalFeedback ? plain(question.globalFeedback.text) : "";
  return JSON.stringify([question.type, plain(question.stem.text), question.stem.format, choices, answer(question), why]);
}

let wrong = read.length === wanted.length ? 0 : 1;
wanted.forEach((each, at) => {
  const same = [TYPES[each.kind], plain(each.ask), "markdown", each.choices.map(plain), each.answer, plain(each.why)];
  if (read[at] && told(read[at]) !== JSON.stringify(same)) {
    wrong += 1;
    console.log(told(read[at]), "\n  is not", JSON.stringify(same));
  }
});
console.log(`${read.length} questions read, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
