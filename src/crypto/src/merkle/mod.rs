//! Merkle trees as RFC 6962 defines them, kept in tiles as C2SP tlog-tiles lays them out.
//!
//! Leaves are numbered from 0. [`Frontier`] grows a tree and computes its root; [`TileBuilder`] cuts its hashes into
//! tiles; [`proof`] makes and checks proofs from the hashes that [`TileSet`] holds. The module does not know what a
//! leaf says, where tiles are stored, or who signs a root.

mod frontier;
pub mod proof;
mod subtree;
mod tile;
mod tile_builder;

use aws_lc_rs::digest::{Context, SHA256};

pub use frontier::{Frontier, NotAFrontier};
pub use subtree::Subtree;
pub use tile::{NotATile, TILE_WIDTH, TileId, TileSet};
pub use tile_builder::{MissingTile, Tile, TileBuilder};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 of 0x00 and the leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    hashed(&[&[0x00], leaf])
}

/// The hash of an inner node: SHA-256 of 0x01 and both children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hashed(&[&[0x01], left, right])
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    hashed(&[])
}

fn hashed(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The root over subtrees that stand side by side, the largest (leftmost) first.
fn root_over(roots: &[Hash]) -> Hash {
    let mut roots = roots.iter().rev();
    let Some(last) = roots.next() else { return empty_root() };
    roots.fold(*last, |right, left| node_hash(left, &right))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// `count` leaf hashes, all different.
    pub(crate) fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    /// The definition of RFC 6962, section 2.1, word for word.
    pub(crate) fn root_by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node_hash(&root_by_definition(&leaves[..split]), &root_by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn the_known_hashes_of_certificate_transparency_come_out() {
        assert_eq!(
            hex::encode(empty_root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            hex::encode(leaf_hash(b"")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }
}
