//! Complete subtrees: the hashes that never change once they exist.

use std::ops::Range;

/// The complete subtree over the `2^level` leaves that begin with leaf `index * 2^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subtree {
    /// Height: 0 for a leaf.
    pub level: u8,
    /// Place among the subtrees of this height, from the left, from 0.
    pub index: u64,
}

impl Subtree {
    /// The complete subtrees that together cover `leaves`, from left to right, as few as possible.
    pub(super) fn covering(leaves: Range<u64>) -> Vec<Self> {
        let mut found = Vec::new();
        let mut start = leaves.start;
        while start < leaves.end {
            let fits = (leaves.end - start).ilog2();
            let aligned = if start == 0 { fits } else { start.trailing_zeros() };
            let height = fits.min(aligned);
            found.push(Self { level: u8::try_from(height).unwrap_or(u8::MAX), index: start >> height });
            start += 1 << height;
        }
        found
    }
}

/// Where RFC 6962 splits `count` leaves (2 or more): the largest power of two below the count.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The ranges of leaves whose roots prove that a tree of `size` leaves has leaf `index`, the leaf's sibling first.
pub(super) fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, size);
    let mut ranges = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            ranges.push(middle..high);
            high = middle;
        } else {
            ranges.push(low..middle);
            low = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges whose roots prove that the tree of `old` leaves begins the tree of `new` leaves (RFC 6962, SUBPROOF).
pub(super) fn consistency_ranges(old: u64, new: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, new);
    let mut ranges = Vec::new();
    while old != high {
        let middle = low + split(high - low);
        if old <= middle {
            ranges.push(middle..high);
            high = middle;
        } else {
            ranges.push(low..middle);
            low = middle;
        }
    }
    // Where the walk never went right, this range is the whole old tree, whose root the verifier has.
    if low > 0 {
        ranges.push(low..high);
    }
    ranges.reverse();
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subtree(level: u8, index: u64) -> Subtree {
        Subtree { level, index }
    }

    #[test]
    fn a_range_is_covered_by_its_largest_aligned_subtrees() {
        assert_eq!(Subtree::covering(0..0), []);
        assert_eq!(Subtree::covering(0..7), [subtree(2, 0), subtree(1, 2), subtree(0, 6)]);
        assert_eq!(Subtree::covering(8..13), [subtree(2, 2), subtree(0, 12)]);
        assert_eq!(Subtree::covering(3..4), [subtree(0, 3)]);
        assert_eq!(Subtree::covering(0..u64::MAX).len(), 64);
    }
}
