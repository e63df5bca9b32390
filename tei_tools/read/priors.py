"""What coherence weighs: set by hand, in nats, and written into the model file with what was learned."""

from __future__ import annotations

COHERENCE: dict[str, float] = {
    "front:title": 0.0, "front:noise": 0.2, "front:body": -1.0, "front:salute": -1.2, "front:sign": -2.2, "front:kicker": 0.0,
    "front:meta": -0.8, "front:meta-more": 0.2, "front:byline": -1.2, "front:note": -3.0,
    "kicker:title": 0.0, "kicker:other": -8.0,
    "headline:title-more": -1.8, "headline:title-apart": -2.4, "headline:body": 0.2, "headline:facts": 0.6, "headline:noise": -0.8,
    "headline:subtitle": 0.0, "headline:head": -1.2, "headline:sign": -1.5, "subtitle:late": -2.5,
    "facts:title": -4.0, "facts:body": 0.0, "facts:noise": -0.6, "facts:facts": 0.2,
    "body:title": -3.0, "credit:title": -0.5, "story:title": -0.8, "credit:head": -0.8, "credit:p": -0.6, "tail:title": -0.8, "after:title": -1.6,
    "body:facts": -0.8, "body:sign": 0.0, "body:note": -0.3, "body:noise": -1.6, "tail:body": -2.6, "tail:noise": -0.3, "tail:facts": 0.4,
    "after:body-0": -5.0, "after:body-1": -0.4, "after:body-2": -2.2, "after:body-3": -5.0, "after:sign": -1.5, "after:facts-1": -0.2, "after:facts": -1.5,
    "after:noise-0": 0.2, "after:noise-1": -0.5, "after:noise-2": 0.0, "after:noise-3": 0.2,
    "salute:late": -2.0, "cont:across-noise": -1.0, "sign:sign": 0.8, "table:table": 1.0, "table:first": -1.2, "item:item": 0.6,
    "caption:caption": 0.3, "head:caption": -1.5,
    "sec:next": 2.2, "sec:first": 1.0, "item:next": 2.0, "item:first": 0.6, "missing:1": -1.6, "missing:2": -3.2, "missing:3": -4.5, "missing:of-statute": -0.3,
    "starts-late": -1.6, "again": -3.5, "back": -3.0, "restart": -1.2, "kind-change": -3.4, "outward": -1.0, "item:at-top": -3.2,
    "lost:next": 0.3, "head:head": -0.6, "unnumbered:new": -0.3, "unnumbered:peer": 0.5, "unnumbered:nested": -0.7, "unnumbered:outer": -1.2, "markdown": 0.5,
}  # fmt: skip
