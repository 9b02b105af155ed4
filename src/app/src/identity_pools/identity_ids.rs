//! Ids of identities. Calls like `GetCredentialsForIdentity` name an identity and not its pool, so the id itself leads to the pool: its
//! first 48 bits are the pool's tag, hidden by a keyed digest of the 74 random bits behind it. It looks like any random UUID, does not
//! reveal which identities share a pool, and an id that was never issued leads to no pool.

use crypto::seal::Mac;
use domain::{
    LedgerId,
    account::registry::{IDENTITY_TAG_SCOPE, identity_tag},
};
use uuid::Uuid;

use crate::{Answer, identity_pools::IdentityPools, kernel::ids, refusals};

const TAG_BYTES: usize = 6;

impl IdentityPools {
    /// A fresh id for an identity of a pool.
    pub(crate) fn fresh_identity_id(&self, pool_id: &str) -> String {
        let tag = identity_tag(pool_id);
        let uuid = hidden(&self.identity_mac(), &tag, ids::uuid());
        format!("{}:{uuid}", self.core.settings.region_of_id(pool_id))
    }

    /// The id of the pool that an identity is of.
    pub async fn pool_of_identity(&self, identity_id: &str) -> Answer<String> {
        let missing = || refusals::no_identity(identity_id);
        let (region, uuid) = identity_id.split_once(':').ok_or_else(missing)?;
        let uuid = Uuid::try_parse(uuid).map_err(|_| missing())?;
        let tag = shown(&self.identity_mac(), uuid);
        let holder = self.core.ledger.holder(&LedgerId::account(), IDENTITY_TAG_SCOPE, &tag).await?;
        let pool_id = holder.ok_or_else(missing)?.id().to_owned();
        // An identity has its pool's region. Identities from before there were several regions have the default one.
        if region != self.core.settings.region_of_id(&pool_id) && region != self.core.settings.region {
            return Err(missing());
        }
        Ok(pool_id)
    }

    fn identity_mac(&self) -> Mac {
        Mac::new(&self.core.derived("identity id", ""))
    }
}

/// A random UUID with the tag (12 hex digits) hidden at its beginning.
fn hidden(mac: &Mac, tag: &str, random: Uuid) -> Uuid {
    let mut bytes = random.into_bytes();
    let mut tag_bytes = [0; TAG_BYTES];
    // A pool's id that is no UUID has a tag that leads to no pool; none is ever made so.
    if hex::decode_to_slice(tag, &mut tag_bytes).is_ok() {
        let mask = mask(mac, &bytes);
        for (place, byte) in tag_bytes.iter().enumerate() {
            bytes[place] = byte ^ mask[place];
        }
    }
    Uuid::from_bytes(bytes)
}

/// The tag that is hidden in a UUID.
fn shown(mac: &Mac, uuid: Uuid) -> String {
    let bytes = uuid.into_bytes();
    let tag: Vec<u8> =
        bytes.iter().zip(mask(mac, &bytes)).take(TAG_BYTES).map(|(byte, mask)| byte ^ mask).collect();
    hex::encode(tag)
}

fn mask(mac: &Mac, uuid: &[u8; 16]) -> [u8; 32] {
    mac.of(&[b"identity id", &uuid[TAG_BYTES..]])
}

#[cfg(test)]
mod tests {
    use crypto::seal::DataKey;

    use super::*;

    const POOL: &str = "us-east-1:12345678-dead-4eef-8afe-123456790ab0";

    fn mac(key: u8) -> Mac {
        Mac::new(&DataKey::from_bytes([key; 32]))
    }

    #[test]
    fn an_identitys_id_is_a_random_uuid_that_leads_to_its_pool_and_with_another_key_elsewhere() {
        let tag = identity_tag(POOL);
        assert_eq!(tag, "12345678dead");
        let (one, other) = (hidden(&mac(1), &tag, ids::uuid()), hidden(&mac(1), &tag, ids::uuid()));
        assert_eq!((shown(&mac(1), one), shown(&mac(1), other)), (tag.clone(), tag.clone()));
        assert_ne!(one.as_bytes()[..TAG_BYTES], other.as_bytes()[..TAG_BYTES]);
        assert_ne!(shown(&mac(2), one), tag);
        assert_eq!((one.get_version_num(), one.get_variant()), (4, uuid::Variant::RFC4122));
    }

    #[test]
    fn an_id_that_was_changed_leads_to_another_tag() {
        let uuid = hidden(&mac(1), &identity_tag(POOL), ids::uuid());
        let changed = Uuid::from_u128(uuid.as_u128() ^ 1);
        assert_ne!(shown(&mac(1), changed), identity_tag(POOL));
    }
}
