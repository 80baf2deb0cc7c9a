// Made from the types of internal/studio by `go test ./internal/studio -run Types -update`.

export interface Edit {
  start: number;
  end: number;
  new: string;
}

export interface Problem {
  severity: string;
  code: string;
  message: string;
  help: string;
  file: string;
  line: number;
  start: number;
  end: number;
  fix: Edit[];
}

export interface Opened {
  question: string;
  required: boolean;
  missing: string[];
  type: string;
  parts: string[];
  file: string;
  line: number;
}

export interface Approval {
  who: string;
  state: string;
  says: string;
  since: string[];
  type: string;
}

export interface Step {
  number: number;
  key: string;
  title: string;
  state: string;
  answered: number;
  open: Opened[];
  approvals: Approval[];
}

export interface Witness {
  heard: boolean;
  text: string;
  low: string;
  high: string;
  value: number | null;
  verdict: string;
  why: string;
}

export interface Requirement {
  name: string;
  about: string;
  demand: string;
  verdict: string;
  margin: number | null;
  number: string;
  file: string;
  line: number;
  estimate: Witness;
  simulate: Witness;
  disagree: boolean;
  note: string;
}

export interface Node {
  x: number;
  y: number;
  w: number;
  h: number;
  id: string;
  name: string;
  kind: string;
  group: string;
  lines: number;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Group {
  x: number;
  y: number;
  w: number;
  h: number;
  id: string;
  name: string;
  note: string;
  label: Box;
  parent: string;
}

export interface Arrow {
  from: string;
  to: string;
  async: boolean;
  rate: number;
  points: [number, number][];
  link: string;
  calls: string[];
}

export interface Folding {
  id: string;
  name: string;
  parts: number;
}

export interface Picture {
  w: number;
  h: number;
  nodes: Node[];
  groups: Group[];
  edges: Arrow[];
  folded: Folding[];
}

export interface Figure {
  name: string;
  text: string;
  full: boolean;
}

export interface Fact {
  path: string[];
  name: string;
  text: string;
}

export interface Component {
  name: string;
  replicas: number;
  load: number | null;
  rate: number | null;
  time: number | null;
  cost: number | null;
  took: string;
  price: string;
  uptime: string;
  figures: Figure[];
  title: string;
  kind: string;
  tech: string;
  in: string;
  file: string;
  line: number;
  facts: Fact[];
  findings: number[];
}

export interface Link {
  id: string;
  from: string;
  to: string;
  async: boolean;
  rate: string;
  flows: string[];
  file: string;
  line: number;
}

export interface Flow {
  name: string;
  title: string;
  rate: number | null;
  parts: string[];
}

export interface Failure {
  name: string;
  text: string;
}

export interface Finding {
  check: string;
  title: string;
  severity: string;
  verdict: string;
  at: string;
  file: string;
  line: number;
  start: number;
  end: number;
  evidence: string;
  fix: string;
  written: boolean;
  waived: string;
}

export interface CostPart {
  component: string;
  text: string;
  share: number;
}

export interface Cost {
  month: string;
  why: string;
  per_1000: string;
  components: CostPart[];
}

export interface Status {
  worst: string;
  saturates: string;
  cost: string;
  open: number;
}

export interface Design {
  system: string;
  title: string;
  summary: string;
  load: string;
  loads: string[];
  variants: string[];
  steps: Step[];
  verdict: string;
  requirements: Requirement[];
  picture: Picture;
  components: Component[];
  links: Link[];
  flows: Flow[];
  failures: Failure[];
  findings: Finding[];
  cost: Cost;
  status: Status;
}

export interface State {
  file: string;
  revision: string;
  content: string;
  text: string;
  missing: boolean;
  stale: boolean;
  problems: Problem[];
  design: Design | null;
}

export interface Standing {
  name: string;
  replicas: number;
  load: number | null;
  rate: number | null;
  time: number | null;
  cost: number | null;
  took: string;
  price: string;
  uptime: string;
  figures: Figure[];
}

export interface WhatIf {
  verdict: string;
  requirements: Requirement[];
  components: Standing[];
  status: Status;
  cost: Cost;
}

export interface Section {
  name: string;
  numbers: number;
}

export interface Number {
  id: string;
  text: string;
  low: string;
  high: string;
  formula: string;
  inputs: string[];
  source: string;
  why: string;
}

export interface Found {
  all: number;
  matched: number;
  sections: Section[];
  numbers: Number[];
}

export interface Derivation {
  id: string;
  text: string;
  low: string;
  high: string;
  formula: string;
  why: string;
  source: string;
  as_of: string;
  holds: string;
  file: string;
  line: number;
  written: string;
  made: boolean;
  inputs: Derivation[];
  more: number;
}

export interface CostLine {
  component: string;
  text: string;
  value: number;
  share: number;
  number: string;
}

export interface CostClass {
  by: string;
  name: string;
  parts: string[];
  text: string;
  value: number;
  share: number;
}

export interface CostYear {
  year: number;
  text: string;
  value: number;
  number: string;
}

export interface CostDriver {
  input: string;
  text: string;
  down: string;
  up: string;
  share: number;
}

export interface CostSheet {
  month: string;
  low: string;
  high: string;
  why: string;
  uses: Figure[];
  parts: CostLine[];
  classes: CostClass[];
  years: CostYear[];
  drivers: CostDriver[];
}

export interface FaultSize {
  name: string;
  usual: number;
  least: number;
  most: number;
  unit: string;
  scale: number;
}

export interface Fault {
  code: string;
  title: string;
  family: string;
  story: string;
  size: FaultSize | null;
  at: number;
  for: number;
  momentary: boolean;
  targets: string[];
}

export interface Lever {
  path: string[];
  name: string;
  text: string;
  value: number;
  low: number;
  high: number;
  whole: boolean;
  share: boolean;
  unit: string;
  file: string;
  line: number;
  choices: string[];
  matters: string;
}

export interface Change {
  path: string[];
  value: string;
  delete: boolean;
}

export interface Harm {
  code: string;
  target: string;
  size: number;
  at: number;
  for: number;
}

export interface Question {
  changes: Change[];
  load: string;
  scale: number;
  variant: string;
  seed: number;
  seconds: number;
  events: number;
  harms: Harm[];
  failure: string;
  left: string;
  right: string;
  flow: string;
  percentile: string;
  second: number | null;
}

export interface Changes {
  revision: string;
  changes: Change[];
}

export interface NewText {
  revision: string;
  text: string;
}

export interface Draft {
  text: string;
}

export interface Progress {
  done: number;
  events: number;
  what: string;
}

export interface Limit {
  name: string;
  about: string;
  text: string;
  demand: string;
  verdict: string;
}

export interface Event {
  t: number;
  component: string;
  text: string;
}

export interface RowTimes {
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface FlowRow {
  offered: number;
  ok: number;
  failed: number;
  in_flight: number;
  latency: RowTimes | null;
}

export interface ComponentRow {
  arrivals: number;
  refused: number;
  utilization: number;
  in_flight: number;
  queue_length: number;
  replicas: number;
  starting?: number;
  down?: number;
  hit_ratio: number;
  connections?: number;
}

export interface LinkRow {
  calls: number;
  failed: number;
  retries: number;
}

export interface Row {
  t: number;
  flows: Record<string, FlowRow>;
  components: Record<string, ComponentRow>;
  links?: Record<string, LinkRow>;
}

export interface Played {
  load: string;
  seed: number;
  seconds: number;
  requests: number;
  events: number;
  took: number;
  part: string;
  outcome: string;
  not_simulated: string[];
  limits: Limit[];
  moments: Event[];
  rows: Row[];
}

export interface Reviewed {
  content: string;
  verdict: string;
  requirements: Requirement[];
  findings: Finding[];
  status: Status;
  took: number;
  events: number;
}

export interface FaultSpan {
  text: string;
  starts: number;
  ends: number;
}

export interface Expected {
  text: string;
  verdict: string;
  value: string;
}

export interface Hurt {
  flow: string;
  text: string;
}

export interface Broken {
  load: string;
  seed: number;
  seconds: number;
  requests: number;
  events: number;
  took: number;
  part: string;
  outcome: string;
  not_simulated: string[];
  why: string;
  faults: string[];
  spans: FaultSpan[];
  starts: number;
  ends: number;
  recovery: string;
  expected: Expected[];
  cascade: Event[];
  hurt: Hurt[];
  rows: Row[];
  calm: Row[];
}

export interface ComparedRow {
  name: string;
  limit: string;
  left: string;
  left_verdict: string;
  right: string;
  right_verdict: string;
  change: string;
  shares: number[];
  better: string;
  clear: string;
  at_least: boolean;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface CurvePoint {
  share: number;
  left: Interval | null;
  right: Interval | null;
  change: string;
}

export interface Curve {
  flow: string;
  points: CurvePoint[];
}

export interface Comparison {
  left: string;
  right: string;
  says: string;
  under: string;
  notes: string[];
  rows: ComparedRow[];
  curves: Curve[];
}

export interface Replay {
  name: string;
  design: Design | null;
  as: Broken | null;
  mended: Broken | null;
  text: string;
  respond: string;
}

export interface Share {
  kind: string;
  share: number;
}

export interface Span {
  component: string;
  operation: string;
  replica: number;
  kind: string;
  start: number;
  end: number;
  reason?: string;
  depth: number;
  attempt?: number;
  abandoned?: boolean;
  open?: boolean;
}

export interface Waterfall {
  flow: string;
  percentile: string;
  head: string;
  outcome: string;
  at: number;
  latency: number;
  shares: Share[];
  spans: Span[];
  why: string[];
}

export interface Piece {
  progress?: Progress;
  played?: Played;
  reviewed?: Reviewed;
  broken?: Broken;
  compared?: Comparison;
  replay?: Replay;
  traced?: Waterfall;
  trouble?: string;
}

export interface Sketch {
  w: number;
  h: number;
  boxes: Box[];
  areas: Box[];
  lines: [number, number][][];
}

export interface Template {
  name: string;
  title: string;
  summary: string;
  outage: boolean;
  parts: number;
  picture: Sketch;
}

export interface Begin {
  template: string;
}

export interface Import {
  name: string;
  text: string;
}

export interface Trouble {
  message: string;
}

export interface Choice {
  id: string;
  text: string;
  kind: string;
}

export interface Sides {
  choices: Choice[];
  left: string;
  right: string;
  no_git: string;
}

export interface Changed {
  id: string;
  change: string;
  was: string;
}

export interface MovedPart {
  component: string;
  figures: Figure[];
}

export interface PartChange {
  section: string;
  name: string;
  change: string;
  facts: string[];
  file: string;
  line: number;
}

export interface VerdictTurn {
  about: string;
  demand: string;
  left: string;
  left_verdict: string;
  right: string;
  right_verdict: string;
}

export interface NumberTurn {
  id: string;
  left: string;
  right: string;
  share: number | null;
}

export interface MoneyTurn {
  component: string;
  left: string;
  right: string;
  change: string;
  share: number;
}

export interface Differing {
  left: string;
  right: string;
  same: boolean;
  says: string;
  picture: Picture;
  components: Component[];
  boxes: Changed[];
  arrows: Changed[];
  moved: MovedPart[];
  parts: PartChange[];
  verdicts: VerdictTurn[];
  numbers: NumberTurn[];
  cost: MoneyTurn;
  costs: MoneyTurn[];
  new_findings: string[];
  gone_findings: string[];
  unsigned: string[];
}

export interface Checked {
  problems: Problem[];
  design: Design | null;
}

export interface Cursor {
  text: string;
  offset: number;
}

export interface Offer {
  kind: string;
  label: string;
  insert: string;
  detail: string;
  doc: string;
}

export interface Completion {
  start: number;
  end: number;
  offers: Offer[];
}

export interface Hover {
  start: number;
  end: number;
  title: string;
  doc: string;
  takes: string;
  value: string;
  numbers: Number[];
}

export interface FindingAt {
  check: string;
  at: string;
}

export interface Fix {
  changes: Change[];
  text: string;
  mends: boolean;
}
