//! Which identity a caller is: `GetId`, and the resolution of an identity and logins that precedes every issue of credentials or tokens.
//!
//! Logins are proven before (`logins`); whether a login may lead to an identity is decided by the identity's aggregate. This module does
//! what spans more than one identity: finding owners by their claims, creating, and merging a guest's identity into its owner's.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    LedgerId, Moment, Stream,
    identity_pools::identity::{
        self, Identity, LOGIN, Login, Refusal,
        commands::{Absorb, Create, LinkLogins, MergeInto},
    },
};
use ledger::{Failure, Together};

use crate::{
    Answer, Fault, Kind,
    identity_pools::{IdentityPools, logins::Proven, pools::OpenIdentityPool},
    kernel::fault::failed,
    refusals::{no_identity, of_identity},
};

/// Attempts to create an identity while its logins are claimed by others meanwhile.
const ATTEMPTS_MAX: usize = 3;

/// A caller admitted to an identity.
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
                let merges = merges(&owners, &stays, &proven);
                self.resolve(&pool, &stays, &merges, &proven, moment).await?;
                return Ok(stays);
            }
            let id = self.fresh_identity_id(&pool.id);
            let create = Create { logins: listed(&proven) };
            let stream = identity::stream(&pool.id, &id);
            match self.core.directories.identities.ask(&stream, create, moment).await {
                Ok(()) => return Ok(id),
                // A concurrent request created it for the same login, or the id is in use: look again.
                Err(Failure::Refused(Refusal::LoginTaken | Refusal::AlreadyExists)) => {}
                Err(failure) => return Err(failed::<Identity>(failure)),
            }
        }
        Err(Fault::busy())
    }

    /// Admits a caller with these logins to an identity; links new logins, and merges the identities of one person: a guest's into its
    /// owner's, that of another login into the requested identity if that owns a login.
    pub(crate) async fn admit(
        &self,
        identity_id: &str,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Admitted> {
        let pool_id = self.pool_of_identity(identity_id).await?;
        // An identity of a deleted pool is gone with it.
        let pool = self.identity_pool(&pool_id).await.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound => no_identity(identity_id),
            _ => fault,
        })?;
        let logins = self.prove_or_guest(&pool, logins, moment).await?;
        let owners = self.owners(&pool, &logins).await?;
        let stays = match self.oldest(&pool, &owners).await? {
            Some(owner) if !owners.contains(identity_id) => owner,
            Some(_) | None => identity_id.to_owned(),
        };
        let mut merges = merges(&owners, &stays, &logins);
        if stays != identity_id {
            // No proven login leads to the requested identity: it is merged only if it is a guest's.
            merges.push(MergeInto {
                own_id: identity_id.to_owned(),
                into: stays.clone(),
                proven: Vec::new(),
            });
        }
        self.resolve(&pool, &stays, &merges, &logins, moment).await?;
        Ok(Admitted { identity_id: stays, pool, logins })
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
            let state = self.core.directories.identities.look(&identity::stream(&pool.id, id)).await;
            let state = state.map_err(failed::<Identity>)?;
            let made =
                state.active().map_err(|refusal| of_identity(id, Failure::Refused(refusal)))?.created_at;
            if oldest.as_ref().is_none_or(|(earlier, _)| made < *earlier) {
                oldest = Some((made, id.clone()));
            }
        }
        Ok(oldest.map(|(_, id)| id))
    }

    /// Merges identities into the one that stays, then links the logins that are new to it: all of it or nothing.
    async fn resolve(
        &self,
        pool: &OpenIdentityPool,
        stays: &str,
        merges: &[MergeInto],
        logins: &[Proven],
        moment: &Moment,
    ) -> Answer<()> {
        let stream = identity::stream(&pool.id, stays);
        let link = LinkLogins { logins: listed(logins) };
        let unresolved = |failure| match failure {
            // A disabled identity has no logins any more that another could match.
            Failure::Refused(Refusal::Merged { .. }) if !logins.is_empty() => Refusal::LoginsDontMatch.into(),
            failure => of_identity(stays, failure),
        };
        if merges.is_empty() {
            return self.admit_alone(&stream, link, moment).await.map_err(unresolved);
        }
        let done = self.core.ledger.together(moment, async |change| {
            for absorb in give_way(change, &pool.id, merges).await? {
                change.ask(&stream, &absorb).await.map_err(|failure| of_identity(stays, failure))?;
            }
            change.ask(&stream, &link).await.map_err(unresolved)
        });
        done.await
    }

    /// Admits a caller and links the logins that are new to the identity. Most often none is, and nothing is recorded.
    async fn admit_alone(
        &self,
        identity: &Stream,
        link: LinkLogins,
        moment: &Moment,
    ) -> Result<(), Failure<Refusal>> {
        let identities = &self.core.directories.identities;
        let state = identities.look(identity).await?;
        if state.admit(&link.logins).map_err(Failure::Refused)?.is_empty() {
            return Ok(());
        }
        identities.ask(identity, link, moment).await
    }
}

/// Merges every other owner of proven logins into the identity that stays: the caller has proven to be all of them.
fn merges(owners: &BTreeSet<String>, stays: &str, logins: &[Proven]) -> Vec<MergeInto> {
    let others = owners.iter().filter(|owner| *owner != stays);
    let merge = |own_id: &String| MergeInto {
        own_id: own_id.clone(),
        into: stays.to_owned(),
        proven: listed(logins),
    };
    others.map(merge).collect()
}

/// All identities that are merged release their logins before any is absorbed: the names of the logins are free then.
async fn give_way(change: &mut Together<'_>, pool_id: &str, merges: &[MergeInto]) -> Answer<Vec<Absorb>> {
    let mut absorbs = Vec::with_capacity(merges.len());
    for merge in merges {
        let gave_way = change.ask(&identity::stream(pool_id, &merge.own_id), merge).await;
        let left = gave_way.map_err(|failure| match failure {
            Failure::Refused(Refusal::Merged { .. }) => Refusal::LoginsDontMatch.into(),
            failure => of_identity(&merge.own_id, failure),
        })?;
        absorbs.push(Absorb { from: merge.own_id.clone(), left });
    }
    Ok(absorbs)
}

fn listed(logins: &[Proven]) -> Vec<Login> {
    logins.iter().map(|proven| proven.login.clone()).collect()
}
