"""The deal of the corpus, in several scripts, and what its clauses become when it is settled."""

from __future__ import annotations

VOCABULARY = """vocabulary: corpus
parties: {north: {title: North}, south: {title: South}}
actions:
  rollback: [freeze, disable, dismantle]
  relief: [exempt, suspend, lift]
  open: [declare, admit]
  help: [pledge, give]
objects: {works: {}, sanctions: {}, sites: {}, food: {}, road: {}}
"""

SOUTH = """ruleset: south
party: south
vocabulary: corpus
sources:
  speech: {speaker: A. Minister, outlet: Parliament, date: 2026-02-03, quote: "not before the works are gone"}
bottom-lines:
  no-lifting:
    title: Sanctions are not lifted before the works are gone
    forbid: {party: south, action: lift, object: sanctions}
    sources: speech
  sites-are-shown:
    title: All sites are shown
    strength: priority
    require: {party: north, action: declare, object: sites}
    when: {party: south, action: suspend, object: sanctions}
    sources: speech
offers:
  road: {action: give, object: road, text: South shall build a road.}
"""

NORTH = """ruleset: north
party: north
vocabulary: corpus
bottom-lines:
  relief-comes:
    require: {party: south, action: suspend, object: sanctions}
  help-for-dismantling:
    forbid: {party: north, action: dismantle, object: works}
    unless: {party: south, action: give, object: road}
"""

TEXTS = {
    "en": {
        "works": "North shall [freeze] [disable] [dismantle] the “works” at the river.",
        "access": "[North shall declare every other site (see the annex).]",
        "relief": "From the [first] [second] step on, South’s sanctions are [suspended] [lifted].",
        "aid": "[South pledges food, and nothing else.]",
    },
    "zh": {
        "works": "北方应［冻结］［停用］［拆除］河边的“工厂”。",
        "access": "［北方应申报所有其他场所。］",
        "relief": "自［第一］［第二］步起，南方的制裁［暂停］［取消］。",
        "aid": "［南方承诺提供粮食。］",
    },
    "ja": {
        "works": "北は川辺の「工場」を[凍結]・[無能力化]・[解体]する。".replace("・", " "),
        "access": "[北は他のすべての場所を申告する。]",
        "relief": "[第一]/[第二]段階から、南の制裁は[停止]/[解除]される。",
        "aid": "[南は食糧を約束する。]",
    },
    "ko": {
        "works": "북은 강가의 공장을 [동결] [불능화] [해체]한다.",
        "access": "[북은 다른 모든 장소를 신고한다.]",
        "relief": "[첫째] [둘째] 단계부터 남의 제재를 [중단] [해제]한다.",
        "aid": "[남은 식량을 약속한다.]",
    },
    "ar": {
        "works": "على الشمال أن [يجمد] [يعطل] [يفكك] المصانع على النهر.",
        "access": "[على الشمال أن يعلن عن كل موقع آخر.]",
        "relief": "اعتبارا من الخطوة [الأولى] [الثانية] تكون عقوبات الجنوب [معلقة] [مرفوعة].",
        "aid": "[يتعهد الجنوب بالغذاء.]",
    },
    "he": {
        "works": "הצפון [יקפיא] [ישבית] [יפרק] את המפעלים שעל הנהר.",
        "access": "[הצפון יצהיר על כל אתר אחר.]",
        "relief": "מן הצעד [הראשון] [השני] סנקציות הדרום [מושעות] [מוסרות].",
        "aid": "[הדרום מתחייב למזון.]",
    },
}
"""The clauses of the draft, by language and provision."""

SETTLE = ("works.action=disable", "access=in", "relief.action=suspend", "relief.from=second", "aid=out")
"""All that is open, settled."""

SETTLED = {
    "en": {
        "works": "North shall disable the “works” at the river.",
        "access": "North shall declare every other site (see the annex).",
        "relief": "From the second step on, South’s sanctions are suspended.",
    },
    "zh": {
        "works": "北方应停用河边的“工厂”。",
        "access": "北方应申报所有其他场所。",
        "relief": "自第二步起，南方的制裁暂停。",
    },
    "ja": {
        "works": "北は川辺の「工場」を無能力化する。",
        "access": "北は他のすべての場所を申告する。",
        "relief": "第二段階から、南の制裁は停止される。",
    },
    "ko": {
        "works": "북은 강가의 공장을 불능화한다.",
        "access": "북은 다른 모든 장소를 신고한다.",
        "relief": "둘째 단계부터 남의 제재를 중단한다.",
    },
    "ar": {
        "works": "على الشمال أن يعطل المصانع على النهر.",
        "access": "على الشمال أن يعلن عن كل موقع آخر.",
        "relief": "اعتبارا من الخطوة الثانية تكون عقوبات الجنوب معلقة.",
    },
    "he": {
        "works": "הצפון ישבית את המפעלים שעל הנהר.",
        "access": "הצפון יצהיר על כל אתר אחר.",
        "relief": "מן הצעד השני סנקציות הדרום מושעות.",
    },
}
"""What the clauses say when `SETTLE` is accepted; `aid` is left out."""


def draft(language: str = "en") -> str:
    """The draft as YAML."""
    texts = TEXTS[language]
    return f"""deal: corpus-draft
title: A draft
vocabulary: corpus
steps: [first, second]
provisions:
  works: {{party: north, action: [freeze, disable, dismantle], object: works, text: "{texts["works"]}"}}
  access: {{bracketed: true, party: north, action: declare, object: sites, text: "{texts["access"]}"}}
  relief: {{party: south, from: [first, second], action: [suspend, lift], object: sanctions, text: "{texts["relief"]}"}}
  aid: {{bracketed: true, party: south, action: pledge, object: food, text: "{texts["aid"]}"}}
"""


def deal(text: dict[str, str], **words: str) -> str:
    """A deal with nothing open, as YAML: South lifts, which it can't sign."""
    said = f", words: {{{', '.join(f'{name}: {word}' for name, word in words.items())}}}" if words else ""
    return f"""deal: corpus-deal
title: A deal
vocabulary: corpus
steps: [first, second]
provisions:
  works: {{party: north, action: disable, object: works, text: "{text["works"]}"}}
  access: {{party: north, action: declare, object: sites, text: "{text["access"]}"}}
  relief: {{party: south, from: second, action: lift, object: sanctions, text: "{text["relief"]}"{said}}}
"""
