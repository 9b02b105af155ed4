//! Cutting a growing tree into tiles.

use super::tile::{complete_root, hash_in_tile};
use super::{Frontier, Hash, Subtree, TILE_WIDTH, TileId};

/// A tile that the tree cannot be continued without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tile {} is missing or not that wide", .0.path())]
pub struct MissingTile(pub TileId);

/// A tile and its bytes, ready to be stored in place of any narrower one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Which tile.
    pub id: TileId,
    /// Its hashes, one after the other.
    pub bytes: Vec<u8>,
}

/// Takes leaf hashes in order and gives the tiles that come of them.
///
/// It holds the right edge of each level alone, at most 255 hashes, so a tree of any size is continued at equal cost.
#[derive(Clone, Debug, Default)]
pub struct TileBuilder {
    size: u64,
    edges: Vec<Edge>,
    filled: Vec<Tile>,
}

/// The last tile of a level, while it is not full.
#[derive(Clone, Debug, Default)]
struct Edge {
    index: u64,
    hashes: Vec<Hash>,
    changed: bool,
}

impl TileBuilder {
    /// Continues a tree of `size` leaves from the tiles of its right edge ([`TileId::edge`]), given as bytes.
    pub fn resume(size: u64, read: impl Fn(TileId) -> Option<Vec<u8>>) -> Result<Self, MissingTile> {
        let mut builder = Self { size, ..Self::default() };
        for id in TileId::edge(size) {
            let bytes = read(id).ok_or(MissingTile(id))?;
            let hashes = bytes.as_chunks::<32>().0.get(..usize::from(id.width)).ok_or(MissingTile(id))?;
            builder.edge(id.level).hashes = hashes.to_vec();
        }
        for (level, edge) in builder.edges.iter_mut().enumerate() {
            edge.index = tiles_filled(level, size);
        }
        Ok(builder)
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            let edge = self.edge(level);
            edge.hashes.push(hash);
            edge.changed = true;
            if edge.hashes.len() < usize::from(TILE_WIDTH) {
                break;
            }
            hash = complete_root(&edge.hashes);
            let tile = edge.tile(level);
            *edge = Edge { index: edge.index + 1, ..Edge::default() };
            self.filled.push(tile);
        }
        self.size += 1;
    }

    /// The tiles that were filled since the last call of this or of [`TileBuilder::take_tiles`].
    pub fn take_filled(&mut self) -> Vec<Tile> {
        std::mem::take(&mut self.filled)
    }

    /// What is new since the last call: the tiles that were filled, then the wider ones of the edge.
    pub fn take_tiles(&mut self) -> Vec<Tile> {
        let mut tiles = self.take_filled();
        for (level, edge) in (0..).zip(&mut self.edges) {
            if std::mem::take(&mut edge.changed) {
                tiles.push(edge.tile(level));
            }
        }
        tiles
    }

    /// The tree's frontier, and so its root, from the tiles alone: to be compared with the one kept beside the log.
    ///
    /// # Panics
    /// Never: the subtrees of a frontier are complete and at the right edge, which is held here whole.
    pub fn frontier(&self) -> Frontier {
        let read = |at: Subtree| hash_in_tile(at, &self.edges.get(usize::from(at.level / 8))?.hashes);
        Frontier::read(self.size, read).expect("the edges hold every hash that a frontier is made of")
    }

    fn edge(&mut self, level: u8) -> &mut Edge {
        let level = usize::from(level);
        if self.edges.len() <= level {
            self.edges.resize_with(level + 1, Edge::default);
        }
        &mut self.edges[level]
    }
}

impl Edge {
    fn tile(&self, level: u8) -> Tile {
        let width = u16::try_from(self.hashes.len()).unwrap_or(TILE_WIDTH);
        Tile { id: TileId { level, index: self.index, width }, bytes: self.hashes.concat() }
    }
}

/// Full tiles on a level of a tree of `size` leaves: 256 hashes each, of 256^level leaves each.
fn tiles_filled(level: usize, size: u64) -> u64 {
    (0..=level).fold(size, |left, _| left / u64::from(TILE_WIDTH))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::tests::{leaves, root_by_definition};
    use super::super::{TileSet, proof};
    use super::*;

    /// A store that keeps the widest form of each tile.
    #[derive(Default)]
    struct Store(BTreeMap<(u8, u64), Tile>);

    impl Store {
        fn keep(&mut self, tiles: Vec<Tile>) {
            for tile in tiles {
                self.0.insert((tile.id.level, tile.id.index), tile);
            }
        }

        fn bytes(&self, id: TileId) -> Option<Vec<u8>> {
            self.0.get(&(id.level, id.index)).map(|tile| tile.bytes.clone())
        }
    }

    #[test]
    fn a_tree_continued_from_its_tiles_is_the_same_tree() {
        let leaves = leaves(1000);
        let mut store = Store::default();
        let mut frontier = Frontier::default();
        for batch in leaves.chunks(77) {
            let mut builder = TileBuilder::resume(frontier.size(), |id| store.bytes(id)).unwrap();
            for leaf in batch {
                builder.push(*leaf);
                frontier.push(*leaf);
            }
            assert_eq!(builder.frontier(), frontier);
            store.keep(builder.take_tiles());
            assert_eq!(builder.take_tiles(), []);
        }
        assert_eq!(store.0.len(), 5);
        assert_eq!(store.0[&(0, 3)].id.width, 232);
        assert_eq!(store.0[&(1, 0)].id.width, 3);
    }

    #[test]
    fn a_lost_or_narrow_tile_is_named() {
        let id = TileId { level: 0, index: 1, width: 44 };
        assert_eq!(TileBuilder::resume(300, |_| None).unwrap_err(), MissingTile(id));
        assert_eq!(TileBuilder::resume(300, |_| Some(vec![0; 43 * 32])).unwrap_err(), MissingTile(id));
        assert_eq!(MissingTile(id).to_string(), "the tile tile/0/001.p/44 is missing or not that wide");
    }

    #[test]
    fn third_level_tiles_come_where_the_specification_puts_them() {
        let mut builder = TileBuilder::default();
        let leaf = [1; 32];
        (0..65_536 + 300).for_each(|_| builder.push(leaf));
        let ids: Vec<_> = builder.take_tiles().into_iter().map(|tile| tile.id).collect();
        assert_eq!(ids.iter().filter(|id| id.level == 0 && id.width == 256).count(), 257);
        assert!(ids.contains(&TileId { level: 1, index: 0, width: 256 }));
        assert_eq!(ids[ids.len() - 3..], TileId::edge(65_836));
        assert_eq!(ids.len(), 257 + 1 + 3);
    }

    #[test]
    fn proofs_are_made_from_the_tiles_they_say_they_need() {
        let leaves = leaves(700);
        let (size, index, old) = (700, 300, 513);
        let mut builder = TileBuilder::default();
        for leaf in &leaves {
            builder.push(*leaf);
        }
        let mut store = Store::default();
        store.keep(builder.take_tiles());

        let mut needs = proof::inclusion_needs(index, size).unwrap();
        needs.extend(proof::consistency_needs(old, size).unwrap());
        let mut tiles = TileSet::default();
        for id in needs.into_iter().map(|subtree| TileId::holding(subtree, size)) {
            tiles.insert(id, &store.bytes(id).unwrap()).unwrap();
        }

        let root = root_by_definition(&leaves);
        let included = proof::inclusion(index, size, |at| tiles.read(at)).unwrap();
        assert!(proof::verify_inclusion(&leaves[300], index, size, &included, &root));
        let consistent = proof::consistency(old, size, |at| tiles.read(at)).unwrap();
        let old_root = root_by_definition(&leaves[..513]);
        assert!(proof::verify_consistency(old, &old_root, size, &root, &consistent));
    }
}
