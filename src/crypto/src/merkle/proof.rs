//! Inclusion and consistency proofs: made from a tree's hashes, checked without them.
//!
//! Source: RFC 6962 section 2.1 for what a proof consists of, RFC 9162 sections 2.1.3.2 and 2.1.4.2 for checking one.

use std::ops::Range;

use super::{Hash, Subtree, node_hash, root_over, subtree};

/// Why a proof cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprovable {
    /// The tree is not that large.
    #[error("the tree has no such leaf or earlier size")]
    OutsideTheTree,
    /// A hash that the proof needs is not there.
    #[error("the hash of the subtree at level {} index {} is missing", .0.level, .0.index)]
    Missing(Subtree),
}

/// The hashes that [`inclusion`] will read.
pub fn inclusion_needs(index: u64, size: u64) -> Result<Vec<Subtree>, Unprovable> {
    inclusion_ranges(index, size).map(covering)
}

/// The proof that a tree of `size` leaves has the leaf `index`: sibling of the leaf first, child of the root last.
pub fn inclusion(
    index: u64,
    size: u64,
    read: impl Fn(Subtree) -> Option<Hash>,
) -> Result<Vec<Hash>, Unprovable> {
    roots(inclusion_ranges(index, size)?, read)
}

/// The hashes that [`consistency`] will read.
pub fn consistency_needs(old: u64, new: u64) -> Result<Vec<Subtree>, Unprovable> {
    consistency_ranges(old, new).map(covering)
}

/// The proof that the tree of `old` leaves is the beginning of the tree of `new` leaves. Empty when `old` is 0 or `new`.
pub fn consistency(
    old: u64,
    new: u64,
    read: impl Fn(Subtree) -> Option<Hash>,
) -> Result<Vec<Hash>, Unprovable> {
    roots(consistency_ranges(old, new)?, read)
}

/// Whether `proof` shows that the tree of `size` leaves under `root` has `leaf` (a leaf hash) at `index`.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let mut path = Path { node: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        match path.climb() {
            Some(Side::Left) => hash = node_hash(sibling, &hash),
            Some(Side::Right) => hash = node_hash(&hash, sibling),
            None => return false,
        }
    }
    path.is_at_the_root() && hash == *root
}

/// Whether `proof` shows that the tree of `old` leaves under `old_root` begins the tree of `new` leaves under `new_root`.
///
/// The tree without leaves begins every tree: for it there is nothing to prove, and the proof must be empty.
#[must_use]
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == super::empty_root();
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    // A complete old tree is a subtree of the new one: its root is where both climbs begin, and the proof leaves it out.
    let (start, rest) = match proof.split_first() {
        _ if old.is_power_of_two() => (old_root, proof),
        Some(split) => split,
        None => return false,
    };
    let (mut old_hash, mut new_hash) = (*start, *start);
    let complete = (old - 1).trailing_ones();
    let mut path = Path { node: (old - 1) >> complete, last: (new - 1) >> complete };
    for sibling in rest {
        match path.climb() {
            Some(Side::Left) => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Some(Side::Right) => new_hash = node_hash(&new_hash, sibling),
            None => return false,
        }
    }
    path.is_at_the_root() && old_hash == *old_root && new_hash == *new_root
}

fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, Unprovable> {
    if index >= size {
        return Err(Unprovable::OutsideTheTree);
    }
    Ok(subtree::inclusion_ranges(index, size))
}

fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, Unprovable> {
    match old {
        _ if old > new => Err(Unprovable::OutsideTheTree),
        0 => Ok(Vec::new()),
        _ => Ok(subtree::consistency_ranges(old, new)),
    }
}

fn covering(ranges: Vec<Range<u64>>) -> Vec<Subtree> {
    ranges.into_iter().flat_map(Subtree::covering).collect()
}

fn roots(ranges: Vec<Range<u64>>, read: impl Fn(Subtree) -> Option<Hash>) -> Result<Vec<Hash>, Unprovable> {
    let read = |subtree| read(subtree).ok_or(Unprovable::Missing(subtree));
    let root = |range| Subtree::covering(range).into_iter().map(read).collect::<Result<Vec<_>, _>>();
    ranges.into_iter().map(|range| Ok(root_over(&root(range)?))).collect()
}

/// The way from a node to the root: its number on its level, and the number of the level's last node.
struct Path {
    node: u64,
    last: u64,
}

/// On which side of the path a sibling stands.
enum Side {
    Left,
    Right,
}

impl Path {
    /// Goes up to the next parent that has two children, and gives the side of the sibling; none above the root.
    fn climb(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let on_the_edge = self.node == self.last;
        if !on_the_edge && self.node.is_multiple_of(2) {
            self.up(1);
            return Some(Side::Right);
        }
        // The last node of a level may have no sibling there: it is its own parent until it is a right child.
        self.up(self.node.trailing_zeros() + 1);
        Some(Side::Left)
    }

    fn up(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }

    fn is_at_the_root(&self) -> bool {
        self.last == 0
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{leaves, root_by_definition};
    use super::*;

    const MOST: u32 = 40;

    fn reader(leaves: &[Hash]) -> impl Fn(Subtree) -> Option<Hash> {
        |at| {
            let start = usize::try_from(at.index << at.level).ok()?;
            Some(root_by_definition(leaves.get(start..start + (1 << at.level))?))
        }
    }

    #[test]
    fn every_leaf_of_every_tree_is_proven_and_no_other() {
        let leaves = leaves(MOST);
        for size in 1..=leaves.len() {
            let root = root_by_definition(&leaves[..size]);
            for index in 0..size {
                let (i, n) = (index as u64, size as u64);
                let proof = inclusion(i, n, reader(&leaves[..size])).unwrap();
                assert!(verify_inclusion(&leaves[index], i, n, &proof, &root), "{index} of {size}");
                assert!(!verify_inclusion(&leaf_of_another_tree(), i, n, &proof, &root));
                assert!((0..n).all(|j| j == i || !verify_inclusion(&leaves[index], j, n, &proof, &root)));
                altered(&proof).for_each(|bad| assert!(!verify_inclusion(&leaves[index], i, n, &bad, &root)));
            }
        }
    }

    #[test]
    fn every_earlier_tree_is_proven_and_no_other() {
        let leaves = leaves(MOST);
        for new in 0..=leaves.len() {
            let new_root = root_by_definition(&leaves[..new]);
            for old in 0..=new {
                let (m, n) = (old as u64, new as u64);
                let old_root = root_by_definition(&leaves[..old]);
                let proof = consistency(m, n, reader(&leaves[..new])).unwrap();
                assert!(verify_consistency(m, &old_root, n, &new_root, &proof), "{old} in {new}");
                assert!(!verify_consistency(m, &leaf_of_another_tree(), n, &new_root, &proof));
                assert!(old == 0 || !verify_consistency(m, &old_root, n, &leaf_of_another_tree(), &proof));
                altered(&proof)
                    .for_each(|bad| assert!(!verify_consistency(m, &old_root, n, &new_root, &bad)));
            }
        }
    }

    #[test]
    fn proofs_are_those_of_an_independent_implementation() {
        let leaves = leaves(MOST);
        let theirs = |hash: &Hash| tlog_tiles::Hash(*hash);
        let list = |proof: &[Hash]| proof.iter().map(theirs).collect::<Vec<_>>();
        for size in 1..=leaves.len() {
            let n = size as u64;
            let root = theirs(&root_by_definition(&leaves[..size]));
            for part in 1..=size {
                let m = part as u64;
                let proof = list(&inclusion(m - 1, n, reader(&leaves)).unwrap());
                tlog_tiles::check_record(&proof, n, root, m - 1, theirs(&leaves[part - 1])).unwrap();
                let proof = list(&consistency(m, n, reader(&leaves)).unwrap());
                let part_root = theirs(&root_by_definition(&leaves[..part]));
                tlog_tiles::check_tree(&proof, n, root, m, part_root).unwrap();
            }
        }
    }

    #[test]
    fn what_is_outside_the_tree_has_no_proof() {
        let nothing = |_| None;
        assert_eq!(inclusion(3, 3, nothing), Err(Unprovable::OutsideTheTree));
        assert_eq!(inclusion(0, 0, nothing), Err(Unprovable::OutsideTheTree));
        assert_eq!(consistency(4, 3, nothing), Err(Unprovable::OutsideTheTree));
        assert_eq!(inclusion(0, 2, nothing), Err(Unprovable::Missing(Subtree { level: 0, index: 1 })));
        assert!(!verify_inclusion(&[0; 32], u64::MAX, u64::MAX, &[[0; 32]; 70], &[0; 32]));
        assert!(!verify_consistency(1 << 63, &[0; 32], u64::MAX, &[0; 32], &[[0; 32]; 70]));
    }

    fn leaf_of_another_tree() -> Hash {
        [0xee; 32]
    }

    /// The proof with one hash changed, left out, or added.
    fn altered(proof: &[Hash]) -> impl Iterator<Item = Vec<Hash>> {
        let changed = (0..proof.len()).map(|i| {
            let mut bad = proof.to_vec();
            bad[i][0] ^= 1;
            bad
        });
        let shorter = proof.split_last().map(|(_, rest)| rest.to_vec());
        let longer = [proof, &[leaf_of_another_tree()]].concat();
        changed.chain(shorter).chain([longer])
    }
}
