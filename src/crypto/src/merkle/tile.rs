//! Tiles: 256 hashes side by side, the unit in which a tree is stored and served (C2SP tlog-tiles).

use std::collections::BTreeMap;

use super::{Hash, Subtree, root_over};

/// Hashes in a full tile.
pub const TILE_WIDTH: u16 = 256;

/// Levels of the tree in one tile: 2^8 = [`TILE_WIDTH`].
const TILE_HEIGHT: u8 = 8;

/// Which tile, and how much of it.
///
/// The tile of `level` L and `index` N holds the roots of the complete subtrees of height 8 L with the numbers
/// 256 N .. 256 N + `width`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    /// 0 for the tiles of leaf hashes.
    pub level: u8,
    /// Place on the level, from 0.
    pub index: u64,
    /// Hashes in it: 256 for a full tile, 1 to 255 for the last one of a level.
    pub width: u16,
}

impl TileId {
    /// The tile that holds what gives the hash of `subtree`, as wide as it is in a tree of `size` leaves.
    pub fn holding(subtree: Subtree, size: u64) -> Self {
        let (level, index) = tile_of(subtree);
        Self { level, index, width: width_in(level, index, size) }
    }

    /// The tiles at the right edge of a tree of `size` leaves, lowest level first: only those that are not full.
    pub fn edge(size: u64) -> Vec<Self> {
        (0..=u8::MAX)
            .map_while(|level| hashes_on(level, size).map(|hashes| (level, hashes)))
            .map(|(level, hashes)| (level, hashes / u64::from(TILE_WIDTH)))
            .map(|(level, index)| Self { level, index, width: width_in(level, index, size) })
            .filter(|tile| tile.width > 0)
            .collect()
    }

    /// The tile's path below the log's prefix, as C2SP tlog-tiles writes it: `tile/0/x001/x234/067` or
    /// `tile/0/x001/x234/067.p/12`.
    pub fn path(&self) -> String {
        let index = index_path(self.index);
        match self.width {
            TILE_WIDTH => format!("tile/{}/{index}", self.level),
            width => format!("tile/{}/{index}.p/{width}", self.level),
        }
    }
}

/// Groups of three digits, all but the last marked by an `x`.
fn index_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// Complete subtrees of height 8 `level` in a tree of `size` leaves; none where there is not one.
fn hashes_on(level: u8, size: u64) -> Option<u64> {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).filter(|hashes| *hashes > 0)
}

fn width_in(level: u8, index: u64, size: u64) -> u16 {
    let first = index.saturating_mul(u64::from(TILE_WIDTH));
    let beyond = hashes_on(level, size).unwrap_or(0).saturating_sub(first);
    u16::try_from(beyond).unwrap_or(TILE_WIDTH).min(TILE_WIDTH)
}

/// Level and index of the tile that a subtree's hash is made from.
fn tile_of(subtree: Subtree) -> (u8, u64) {
    let above = subtree.level % TILE_HEIGHT;
    (subtree.level / TILE_HEIGHT, subtree.index >> (TILE_HEIGHT - above))
}

/// The hash of `subtree`, from the hashes of the tile that holds it; none if the tile is not that wide.
pub(super) fn hash_in_tile(subtree: Subtree, hashes: &[Hash]) -> Option<Hash> {
    let above = subtree.level % TILE_HEIGHT;
    let first = usize::try_from((subtree.index << above) % u64::from(TILE_WIDTH)).ok()?;
    let below = hashes.get(first..first + (1 << above))?;
    Some(complete_root(below))
}

/// The root over a power of two of hashes.
pub(super) fn complete_root(hashes: &[Hash]) -> Hash {
    if hashes.len() <= 1 {
        return root_over(hashes);
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    super::node_hash(&complete_root(left), &complete_root(right))
}

/// Bytes that are no tile of the width they were given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tile is 32 bytes for each of its hashes")]
pub struct NotATile;

/// Tiles in memory, as many as a proof needs.
#[derive(Clone, Debug, Default)]
pub struct TileSet(BTreeMap<(u8, u64), Vec<Hash>>);

impl TileSet {
    /// Adds a tile by its bytes. They may hold more hashes than `id.width`: a tile that has grown since serves as well.
    pub fn insert(&mut self, id: TileId, bytes: &[u8]) -> Result<(), NotATile> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let wide = usize::from(id.width)..=usize::from(TILE_WIDTH);
        if !rest.is_empty() || !wide.contains(&hashes.len()) {
            return Err(NotATile);
        }
        self.0.insert((id.level, id.index), hashes.to_vec());
        Ok(())
    }

    /// The hash of a complete subtree; none where its tile is missing or not that wide.
    pub fn read(&self, subtree: Subtree) -> Option<Hash> {
        hash_in_tile(subtree, self.0.get(&tile_of(subtree))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |level, index, width| TileId { level, index, width }.path();
        assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
        assert_eq!(path(3, 0, 256), "tile/3/000");
        assert_eq!(path(1, 1000, 12), "tile/1/x001/000.p/12");
        for (level, index, width) in [(0, 0, 1), (1, 999, 255), (2, 1_000_000, 256), (5, 273_421, 256)] {
            // The Go form of the path, which names the height too.
            let theirs = tlog_tiles::Tile::new(8, level, index, width.into(), false).path();
            assert_eq!(path(level, index, width), theirs.replacen("tile/8/", "tile/", 1));
        }
    }

    #[test]
    fn the_edge_is_what_is_not_full() {
        let tile = |level, index, width| TileId { level, index, width };
        assert_eq!(TileId::edge(0), []);
        assert_eq!(TileId::edge(255), [tile(0, 0, 255)]);
        assert_eq!(TileId::edge(256), [tile(1, 0, 1)]);
        assert_eq!(TileId::edge(70_000), [tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)]);
        assert_eq!(TileId::edge(u64::MAX).len(), 8);
    }

    #[test]
    fn a_hash_is_found_in_the_tile_that_holds_it() {
        let at = |level, index| TileId::holding(Subtree { level, index }, 70_000);
        assert_eq!(at(0, 300), TileId { level: 0, index: 1, width: 256 });
        assert_eq!(at(7, 3), TileId { level: 0, index: 1, width: 256 });
        assert_eq!(at(8, 3), TileId { level: 1, index: 0, width: 256 });
        assert_eq!(at(0, 69_999), TileId { level: 0, index: 273, width: 112 });
        assert_eq!(at(16, 0), TileId { level: 2, index: 0, width: 1 });
    }

    #[test]
    fn bytes_of_another_length_are_no_tile() {
        let mut tiles = TileSet::default();
        let id = TileId { level: 0, index: 0, width: 2 };
        for length in [0, 32, 63, 65, 257 * 32] {
            assert_eq!(tiles.insert(id, &vec![0; length]), Err(NotATile), "{length} bytes");
        }
        tiles.insert(id, &[0; 96]).unwrap();
        assert!(tiles.read(Subtree { level: 0, index: 2 }).is_some());
        assert!(tiles.read(Subtree { level: 0, index: 3 }).is_none());
    }
}
