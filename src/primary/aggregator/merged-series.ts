import type { Labels } from '../../shared/family.js';
import type { Contribution } from './incarnation.js';
import type { MergedFamily } from './merged-family.js';

/** One series of the page, and who holds a part in it. */
export class MergedSeries {
  readonly family: MergedFamily;
  readonly key: string;
  readonly labels: Labels;
  /** The slot of a family of worker scope. */
  readonly slot: number | undefined;
  /** Where its sums begin, two numbers each; unused when the family keeps none. */
  readonly totalsAt: number;
  /** The living, by slot and then by age. */
  readonly holders: Contribution[] = [];
  /** Whether anything was ever added to the sums. */
  counted = false;
  /** How many present values of its holders are not finite. */
  irregular = 0;
  /** Whether {@link text} is out of date. */
  changed = true;
  text = '';
  /** What stands before the values, rendered once. */
  prefixes: readonly string[] | undefined;

  constructor(family: MergedFamily, key: string, labels: Labels, slot: number | undefined, totalsAt: number) {
    this.family = family;
    this.key = key;
    this.labels = labels;
    this.slot = slot;
    this.totalsAt = totalsAt;
  }

  /** Marks it, and with it its family, to be rendered again. */
  touch(): void {
    this.changed = true;
    this.family.changed = true;
  }

  /** Takes a holder in at its place. */
  join(contribution: Contribution): void {
    const { slot, number } = contribution.incarnation;
    const after = this.holders.findIndex(
      ({ incarnation }) => incarnation.slot > slot || (incarnation.slot === slot && incarnation.number > number),
    );
    if (after < 0) this.holders.push(contribution);
    else this.holders.splice(after, 0, contribution);
  }

  /** Lets a holder go; what it added to the sums stays. */
  leave(contribution: Contribution): void {
    const { irregular } = contribution.incarnation;
    this.holders.splice(this.holders.indexOf(contribution), 1);
    for (let at = contribution.at; irregular.size > 0 && at < contribution.at + this.family.width; at++) {
      if (irregular.delete(at)) this.irregular--;
    }
    this.touch();
  }
}
