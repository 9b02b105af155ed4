//! The right edge of a growing tree.

use super::{Hash, Subtree, node_hash, root_over};

/// Bytes that are no frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a Merkle frontier: the number of hashes does not fit the size")]
pub struct NotAFrontier;

/// The roots of a tree's complete subtrees, largest first: all that is needed to grow it and to compute its root.
///
/// Invariant: there are as many roots as ones in the binary form of the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, read from its hashes; none if one of them is missing.
    pub fn read(size: u64, read: impl Fn(Subtree) -> Option<Hash>) -> Option<Self> {
        let roots = Subtree::covering(0..size).into_iter().map(read).collect::<Option<_>>()?;
        Some(Self { size, roots })
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Every one at the low end of the size is a complete subtree as large as what has been joined so far.
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(&left, &hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The root of the tree; SHA-256 of nothing for the empty one.
    pub fn root(&self) -> Hash {
        root_over(&self.roots)
    }

    /// Size (8 bytes, big endian), then the roots.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.roots.iter().flatten());
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAFrontier> {
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or(NotAFrontier)?;
        let size = u64::from_be_bytes(*size);
        let (roots, rest) = hashes.as_chunks::<32>();
        let fits = rest.is_empty() && roots.len() == size.count_ones() as usize;
        fits.then(|| Self { size, roots: roots.to_vec() }).ok_or(NotAFrontier)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{leaves, root_by_definition};
    use super::*;

    #[test]
    fn the_frontier_has_the_root_of_the_definition_at_every_size() {
        let leaves = leaves(130);
        let mut frontier = Frontier::default();
        for size in 0..=leaves.len() {
            assert_eq!(frontier.size(), size as u64);
            assert_eq!(frontier.root(), root_by_definition(&leaves[..size]), "{size} leaves");
            assert_eq!(Frontier::from_bytes(&frontier.to_bytes()).unwrap(), frontier);
            leaves.get(size).into_iter().for_each(|leaf| frontier.push(*leaf));
        }
    }

    #[test]
    fn bytes_that_do_not_fit_are_no_frontier() {
        let mut frontier = Frontier::default();
        for leaf in leaves(3) {
            frontier.push(leaf);
        }
        let bytes = frontier.to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Frontier::from_bytes(&bytes[..end]), Err(NotAFrontier), "cut to {end}");
        }
        assert_eq!(Frontier::from_bytes(&[bytes.as_slice(), &[0; 32]].concat()), Err(NotAFrontier));
    }
}
