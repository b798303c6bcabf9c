// Where a job stands on this phone: what was done without signal, step by step, over the states the procedure gives.
// A condition that cannot be judged here leaves several states possible; the office judges when the commands arrive.
const PLAIN = /^\s*(\w+) (==|!=) "([^"]*)"\s*$/;

function holds(when, answers) {
  const [, name, sign, value] = PLAIN.exec(when) ?? [];
  if (!name || !(name in answers)) return undefined;
  return (answers[name] === value) === (sign === "==");
}

function leads(step, from, answers) {
  const found = new Set();
  for (const { state, when } of step.leads) {
    const sure = when ? holds(when, answers) : true;
    if (sure === false) continue;
    found.add(state || from);
    if (sure) break;
  }
  return found;
}

const textOf = (entries) => Object.fromEntries(entries.filter(([, value]) => typeof value === "string"));

export function standing(kit, waiting) {
  let possible = new Set([kit.state]);
  const opened = new Set();
  for (const entry of waiting) {
    const answers = textOf(entry.entries);
    if (entry.command === "agree") opened.add(`consent ${answers.consent}`);
    if (entry.command === "decline" || entry.command === "withdraw_consent") opened.delete(`consent ${answers.consent}`);
    if (entry.command === "tick") opened.add(`checklist ${answers.checklist}`);
    const step = kit.steps.find((one) => one.command === entry.command);
    if (!step) continue;
    const from = [...possible].filter((state) => step.states.includes(state));
    possible = new Set(from.flatMap((state) => [...leads(step, state, answers)]));
  }
  return { possible, opened };
}

export function ahead(kit, { possible, opened }) {
  const here = kit.steps.filter((step) => step.states.some((state) => possible.has(state)));
  const wanted = (step) => step.wanted.filter((one) => !opened.has(`${one.kind} ${one.name}`));
  const leadsOn = (step) => step.leads.some(({ state }) => state && !possible.has(state));
  const drawn = here.map((step) => ({ ...step, wanted: wanted(step), primary: step.primary && leadsOn(step) }));
  return drawn.sort((one, other) => other.primary - one.primary);
}
