//! New signing keys for pools: when an operator asks for them, and once the newest are old.

use std::time::Duration;

use crypto::jwt::{Jwk, JwtFault, Made, Scheme};
use domain::{
    Moment, Timestamp,
    user_pools::user_pool::{SigningKey, SigningKeys, commands::RotateSigningKeys},
};

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{UserPools, pools::OpenPool},
};

/// How often [`UserPools::rotate_old_signing_keys`] is to be called where keys are not to grow old.
pub const ROTATE_OLD_KEYS_EVERY: Duration = Duration::from_hours(1);

const DAY_SECONDS: i64 = 86_400;

impl UserPools {
    /// Gives a pool its next signing keys, unless keys wait to sign already. Returns from when the newest sign.
    pub async fn rotate_signing_keys(&self, pool_id: &str, moment: &Moment) -> Answer<Timestamp> {
        self.rotate_if_older(pool_id, moment.now, moment).await
    }

    /// Gives next signing keys to the pools whose newest are so many days old. What fails is logged, and done at the next call. Several
    /// nodes may do it at the same time.
    pub async fn rotate_old_signing_keys(&self, days: u16) {
        let moment = Moment::system("rotating", self.core.clock().now(), ids::uuid().to_string());
        let made_after = moment.now.plus_seconds(-i64::from(days) * DAY_SECONDS);
        let due = match self.pools_with_old_keys(made_after).await {
            Ok(due) => due,
            Err(fault) => {
                tracing::warn!(%fault, "old signing keys will be replaced later");
                return;
            }
        };
        for pool in due {
            if let Err(fault) = self.rotate_if_older(&pool, made_after, &moment).await {
                tracing::warn!(%pool, %fault, "the pool's old signing keys will be replaced later");
            }
        }
    }

    async fn rotate_if_older(
        &self,
        pool_id: &str,
        made_after: Timestamp,
        moment: &Moment,
    ) -> Answer<Timestamp> {
        // To make keys costs more than to look; and another node may have made them.
        let pool = self.pool(pool_id).await?;
        if let Some(signs_from) = pool.keys.newest_suffices(made_after, moment.now) {
            return Ok(signs_from);
        }
        let keys = self.make_signing_keys().await?;
        self.ask_pool(pool_id, RotateSigningKeys { keys, made_after }, moment).await
    }

    pub(super) async fn make_signing_keys(&self) -> Answer<SigningKeys> {
        let make = || {
            let making = self.core.making.clone();
            self.core.cpu.run(move || making.rsa_key(Scheme::Rs256))
        };
        let (id_key, access_key) = tokio::join!(make(), make());
        Ok(SigningKeys { id_key: signing_key(id_key?)?, access_key: signing_key(access_key?)? })
    }

    /// The keys that sign a pool's tokens now.
    pub(super) fn signing_keys<'a>(&self, pool: &'a OpenPool) -> Answer<&'a SigningKeys> {
        let none = || Fault::new(Kind::InternalError, "The pool has no signing keys.");
        pool.keys.signing(self.core.clock().now()).ok_or_else(none)
    }
}

fn signing_key(made: Result<Made, JwtFault>) -> Answer<SigningKey> {
    let made = made.map_err(|_| Fault::new(Kind::InternalError, "No signing key could be made."))?;
    let Jwk { kid, n, e, .. } = made.public;
    Ok(SigningKey { kid, n, e, private: made.private.as_str().to_owned().into() })
}
