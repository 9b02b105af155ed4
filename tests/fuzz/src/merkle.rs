//! Merkle trees: two numbers, then the hashes of a proof or a frontier's bytes. Proofs of any numbers are checked without
//! harm; those of a real tree hold, and hold for nothing else.

use crypto::merkle::{
    Frontier, Hash, TileBuilder, TileId, TileSet, leaf_hash,
    proof::{
        consistency, consistency_needs, inclusion, inclusion_needs, verify_consistency, verify_inclusion,
    },
};

use crate::input::checksum;

/// Leaves of the largest real tree here: more than one tile of them.
const MOST_LEAVES: u64 = 600;

pub(crate) fn run(data: &[u8]) {
    let number =
        |at: usize| data.get(at..at + 8).map_or(0, |b| b.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
    let (index, size) = (number(0), number(8));
    let hashes = data.get(16..).unwrap_or_default().as_chunks::<32>().0;
    any(index, size, hashes, data);
    let size = size % MOST_LEAVES + 1;
    real(index % size, size, checksum(data));
}

/// Numbers and hashes of no tree.
fn any(index: u64, size: u64, hashes: &[Hash], data: &[u8]) {
    assert!(!verify_inclusion(&[0; 32], index, size, hashes, &[1; 32]));
    assert!(!verify_consistency(index, &[0; 32], size, &[1; 32], hashes));
    for needs in [inclusion_needs(index, size), consistency_needs(index, size)] {
        for subtree in needs.unwrap_or_default() {
            assert!(!TileId::holding(subtree, size).path().is_empty());
        }
    }
    let _ = TileId::edge(size);
    let width = u16::try_from(index % 300).unwrap_or_default();
    let _ = TileSet::default().insert(TileId { level: 0, index, width }, data);
    let _ = TileBuilder::resume(size, |_| Some(data.to_vec())).map(|builder| builder.frontier().root());
    if let Ok(mut frontier) = Frontier::from_bytes(data) {
        assert_eq!(frontier.to_bytes(), data);
        let _ = frontier.root();
        if frontier.size() < u64::MAX {
            frontier.push([0; 32]);
            assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Ok(frontier));
        }
    }
}

fn real(index: u64, size: u64, sum: usize) {
    let leaf = |index: u64| leaf_hash(&index.to_be_bytes());
    let (mut builder, mut frontier, mut tiles) =
        (TileBuilder::default(), Frontier::default(), TileSet::default());
    let mut old_root = frontier.root();
    for at in 0..size {
        if at == index {
            old_root = frontier.root();
        }
        builder.push(leaf(at));
        frontier.push(leaf(at));
    }
    for tile in builder.take_tiles() {
        tiles.insert(tile.id, &tile.bytes).expect("a tile of its own width");
    }
    let root = frontier.root();
    assert_eq!(builder.frontier().root(), root);
    let proof = inclusion(index, size, |at| tiles.read(at)).expect("the tree is whole");
    assert!(verify_inclusion(&leaf(index), index, size, &proof, &root));
    assert!(!verify_inclusion(&leaf(index + 1), index, size, &proof, &root));
    flawed(&proof, sum, |bad| verify_inclusion(&leaf(index), index, size, bad, &root));
    let proof = consistency(index, size, |at| tiles.read(at)).expect("the tree is whole");
    assert!(verify_consistency(index, &old_root, size, &root, &proof));
    flawed(&proof, sum, |bad| verify_consistency(index, &old_root, size, &root, bad));
}

/// No proof holds with one bit changed, or with a hash more.
fn flawed(proof: &[Hash], sum: usize, holds: impl Fn(&[Hash]) -> bool) {
    let mut bad = proof.to_vec();
    if !bad.is_empty() {
        let at = sum % bad.len();
        bad[at][sum / 7 % 32] ^= 1 << (sum / 1009 % 8);
        assert!(!holds(&bad), "one bit of hash {at} changed");
    }
    assert!(!holds(&[proof, &[[0; 32]]].concat()), "a hash more");
}
