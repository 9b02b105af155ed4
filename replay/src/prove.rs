//! A proof that an event is in the log that was signed: the event's canonical bytes, the Merkle path to the root, and the checkpoint.

use crypto::{
    merkle::{TileId, TileSet, proof},
    tlog_proof::TlogProof,
};
use domain::LedgerId;
use ledger::{Position, notary};
use serde_json::json;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, print_json},
};

pub(crate) async fn tell(
    house: &House,
    teller: Teller,
    ledger: &str,
    position: Position,
) -> Result<Verdict, Fault> {
    let id = LedgerId::new(ledger);
    let missing = || Fault::NotFound(format!("{ledger} #{position}"));
    let index = position.checked_sub(1).ok_or_else(missing)?;
    let record = house.ledger.log().page(&id, index, 1).await?.pop().filter(|r| r.position == position);
    let record = record.ok_or_else(missing)?;
    let signed = notary::latest(&house.pool, &id).await?.filter(|kept| kept.position >= position);
    let signed = signed.ok_or_else(|| Fault::Other(format!("{ledger} #{position} is not signed yet")))?;
    let unprovable = |fault: proof::Unprovable| Fault::Other(fault.to_string());
    let needs = proof::inclusion_needs(index, signed.position).map_err(unprovable)?;
    let needs: Vec<_> = needs.into_iter().map(|subtree| TileId::holding(subtree, signed.position)).collect();
    let kept = notary::tiles(&house.pool, &id, needs.iter().copied()).await?;
    let mut tiles = TileSet::default();
    for tile in needs {
        let bytes = kept.get(&(tile.level, tile.index)).map_or(&[][..], Vec::as_slice);
        tiles.insert(tile, bytes).map_err(|fault| Fault::Other(format!("{}: {fault}", tile.path())))?;
    }
    let hashes =
        proof::inclusion(index, signed.position, |subtree| tiles.read(subtree)).map_err(unprovable)?;
    let origin = signed.note.lines().next().unwrap_or_default().to_owned();
    let key = house.seals.key(&origin, &id).map_err(|fault| Fault::Other(fault.to_string()))?;
    let proof = TlogProof { extra: None, index, hashes, checkpoint: signed.note };
    let checked = proof.verify(&record.leaf_hash(), &origin, key.verifier());
    if teller.json {
        print_json(&json!({
            "event": hex::encode(record.canonical()), "leaf": hex::encode(record.leaf_hash()),
            "public_key": key.verifier().to_string(), "proof": proof.to_text(),
            "holds": checked.is_ok(),
        }))?;
    } else {
        println!("{}", proof.to_text());
        eprintln!("leaf {} under key {}", hex::encode(record.leaf_hash()), key.verifier());
    }
    match checked {
        Ok(_) => Ok(Verdict::Fine),
        Err(fault) => {
            eprintln!("THE PROOF DOES NOT HOLD: {fault}");
            Ok(Verdict::Bad)
        }
    }
}
