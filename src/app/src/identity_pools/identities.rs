//! Which identity a caller is: `GetId`, and the resolution of an identity and logins that every handing out begins with.
//!
//! Logins are proven before (`logins`); whether a login may lead to an identity is the identity's to say. Here is what spans more than one
//! identity: finding owners by their claims, making, and merging a guest's identity into its owner's.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    LedgerId, Moment,
    identity_pools::identity::{
        self, Active, Identity, LOGIN, Refusal,
        commands::{Absorb, Create, MergeInto, Resolve},
    },
};
use ledger::Failure;

use crate::{
    Answer, Fault, Kind,
    identity_pools::{IdentityPools, logins::Proven, pools::OpenIdentityPool},
    kernel::fault::failed,
    refusals,
};

/// A maker of identities that finds its logins taken meanwhile looks again, so often at most.
const ATTEMPTS_MAX: usize = 3;

/// Whoever may act as an identity.
pub(crate) struct Admitted {
    /// The identity: not always the one that was asked for.
    pub(crate) identity_id: String,
    /// Its pool.
    pub(crate) pool: OpenIdentityPool,
    /// The logins that were shown; none: a guest.
    pub(crate) logins: Vec<Proven>,
}

impl Admitted {
    /// `amr` of a web identity token: how the caller was recognised.
    pub(crate) fn methods(&self) -> Vec<String> {
        if self.logins.is_empty() {
            return vec!["unauthenticated".to_owned()];
        }
        let ways = self.logins.iter().flat_map(Proven::methods);
        std::iter::once("authenticated".to_owned()).chain(ways).collect()
    }
}

impl IdentityPools {
    /// `GetId`: the identity that owns the logins, or a new one. A guest gets a new one each time.
    pub async fn get_id(
        &self,
        pool_id: &str,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<String> {
        let pool = self.identity_pool(pool_id).await?;
        let proven = self.prove_or_guest(&pool, logins, moment).await?;
        for _ in 0..ATTEMPTS_MAX {
            let owners = self.owners(&pool, &proven).await?;
            if let Some(stays) = self.oldest(&pool, &owners).await? {
                self.merge_all(&pool, &owners, &stays, &proven, moment).await?;
                self.resolve(&pool, &stays, &proven, moment).await?;
                return Ok(stays);
            }
            let id = self.fresh_identity_id(&pool.id);
            let create = Create { logins: proven.iter().map(|proven| proven.login.clone()).collect() };
            let stream = identity::stream(&pool.id, &id);
            match self.core.directories.identities.begin(&stream, create, moment).await {
                Ok(()) => return Ok(id),
                // Somebody else made it for the same login at the same time, or the id is in use: look again.
                Err(Failure::Refused(Refusal::LoginTaken | Refusal::AlreadyExists)) => {}
                Err(failure) => return Err(failed::<Identity>(failure)),
            }
        }
        Err(Fault::busy())
    }

    /// Admits whoever shows these logins to an identity; links what is new, and merges the identities of one person: a guest's into its
    /// owner's, that of another login into that of the asked identity's own login.
    pub(crate) async fn admit(
        &self,
        identity_id: &str,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Admitted> {
        let pool_id = self.pool_of_identity(identity_id).await?;
        // An identity of a deleted pool is gone with it.
        let pool = self.identity_pool(&pool_id).await.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound => refusals::no_identity(identity_id),
            _ => fault,
        })?;
        let logins = self.prove_or_guest(&pool, logins, moment).await?;
        let owners = self.owners(&pool, &logins).await?;
        let identity_id = match self.oldest(&pool, &owners).await? {
            Some(owner) if !owners.contains(identity_id) => {
                self.give_way(&pool, identity_id, &owner, &[], moment).await?;
                owner
            }
            Some(_) | None => identity_id.to_owned(),
        };
        self.merge_all(&pool, &owners, &identity_id, &logins, moment).await?;
        self.resolve(&pool, &identity_id, &logins, moment).await?;
        Ok(Admitted { identity_id, pool, logins })
    }

    async fn prove_or_guest(
        &self,
        pool: &OpenIdentityPool,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Vec<Proven>> {
        if logins.is_empty() && !pool.settings.allow_unauthenticated {
            let why = "Unauthenticated access is not supported for this identity pool.";
            return Err(Fault::not_authorized(why));
        }
        self.prove(pool, logins, moment).await
    }

    /// The identities that these logins lead to.
    async fn owners(&self, pool: &OpenIdentityPool, logins: &[Proven]) -> Answer<BTreeSet<String>> {
        let ledger = LedgerId::new(&*pool.id);
        let mut owners = BTreeSet::new();
        for name in logins.iter().filter_map(|proven| proven.login.claimed_name()) {
            let holder = self.core.ledger.holder(&ledger, LOGIN, &name).await?;
            owners.extend(holder.map(|stream| stream.id().to_owned()));
        }
        Ok(owners)
    }

    /// The identity that was made first.
    async fn oldest(&self, pool: &OpenIdentityPool, ids: &BTreeSet<String>) -> Answer<Option<String>> {
        let mut oldest = None;
        for id in ids {
            let made = self.active_identity(pool, id).await?.created_at;
            if oldest.as_ref().is_none_or(|(earlier, _)| made < *earlier) {
                oldest = Some((made, id.clone()));
            }
        }
        Ok(oldest.map(|(_, id)| id))
    }

    async fn active_identity(&self, pool: &OpenIdentityPool, id: &str) -> Answer<Active> {
        let state = self.core.directories.identities.look(&identity::stream(&pool.id, id)).await;
        let state = state.map_err(failed::<Identity>)?;
        state.active().cloned().map_err(|refusal| refusals::of_identity(id, Failure::Refused(refusal)))
    }

    /// Merges every other owner of proven logins into the identity that stays: one caller has proven to be all of them.
    async fn merge_all(
        &self,
        pool: &OpenIdentityPool,
        owners: &BTreeSet<String>,
        stays: &str,
        proven: &[Proven],
        moment: &Moment,
    ) -> Answer<()> {
        for other in owners.iter().filter(|owner| *owner != stays) {
            let (staying, leaving) =
                (self.active_identity(pool, stays).await?, self.active_identity(pool, other).await?);
            staying.can_take(&leaving)?;
            self.give_way(pool, other, stays, proven, moment).await?;
        }
        Ok(())
    }

    async fn resolve(
        &self,
        pool: &OpenIdentityPool,
        identity_id: &str,
        logins: &[Proven],
        moment: &Moment,
    ) -> Answer<()> {
        let resolve = Resolve { logins: logins.iter().map(|proven| proven.login.clone()).collect() };
        let stream = identity::stream(&pool.id, identity_id);
        let resolved = self.core.directories.identities.consult(&stream, resolve, moment).await;
        resolved.map(drop).map_err(|failure| match failure {
            // A disabled identity has no logins any more that another could match.
            Failure::Refused(Refusal::Merged { .. }) if !logins.is_empty() => Refusal::LoginsDontMatch.into(),
            failure => refusals::of_identity(identity_id, failure),
        })
    }

    /// An identity gives way to another one of the same person, which takes over what it had. Without a login that was proven only a guest's
    /// does.
    async fn give_way(
        &self,
        pool: &OpenIdentityPool,
        identity_id: &str,
        stays: &str,
        proven: &[Proven],
        moment: &Moment,
    ) -> Answer<()> {
        let identities = &self.core.directories.identities;
        let proven = proven.iter().map(|proven| proven.login.clone()).collect();
        let merge = MergeInto { own_id: identity_id.to_owned(), into: stays.to_owned(), proven };
        let merged = identities.ask(&identity::stream(&pool.id, identity_id), merge, moment).await;
        let left = merged.map_err(|failure| match failure {
            Failure::Refused(Refusal::Merged { .. }) => Refusal::LoginsDontMatch.into(),
            failure => refusals::of_identity(identity_id, failure),
        })?;
        let absorb = Absorb { from: identity_id.to_owned(), left };
        let absorbed = identities.ask(&identity::stream(&pool.id, stays), absorb, moment).await;
        absorbed.map_err(|failure| refusals::of_identity(stays, failure))
    }
}
