//! Which identity a caller is: `GetId`, and the resolution of an identity and logins that every handing out begins with.
//!
//! Logins are proven before (`logins`); whether a login may lead to an identity is the identity's to say. Here is what spans more than one
//! identity: finding owners by their claims, making, and merging a guest's identity into its owner's.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    LedgerId, Moment,
    identity::{
        self, Identity, LOGIN, Refusal,
        commands::{Absorb, Create, MergeInto, Resolve},
    },
};
use ledger::Failure;

use crate::{
    Answer, App, Fault, Kind, fault::failed, identity_ids::not_found, identity_pools::OpenIdentityPool,
    logins::Proven,
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

impl App {
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
            if let Some(owner) = self.owner(&pool, &proven).await? {
                self.resolve(&pool, &owner, &proven, moment).await?;
                return Ok(owner);
            }
            let id = self.fresh_identity_id(&pool.id);
            let create = Create { logins: proven.iter().map(|proven| proven.login.clone()).collect() };
            let stream = identity::stream(&pool.id, &id);
            match self.directories.identities.begin(&stream, create, moment).await {
                Ok(()) => return Ok(id),
                // Somebody else made it for the same login at the same time, or the id is in use: look again.
                Err(Failure::Refused(Refusal::LoginTaken | Refusal::AlreadyExists)) => {}
                Err(failure) => return Err(failed::<Identity>(failure)),
            }
        }
        Err(Fault::busy())
    }

    /// Admits whoever shows these logins to an identity; links what is new, merges a guest into its owner's identity.
    pub(crate) async fn admit(
        &self,
        identity_id: &str,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Admitted> {
        let pool_id = self.pool_of_identity(identity_id).await?;
        // An identity of a deleted pool is gone with it.
        let pool = self.identity_pool(&pool_id).await.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound => not_found(identity_id),
            _ => fault,
        })?;
        let logins = self.prove_or_guest(&pool, logins, moment).await?;
        let identity_id = match self.owner(&pool, &logins).await? {
            Some(owner) if owner != identity_id => {
                self.give_way(&pool, identity_id, &owner, moment).await?;
                owner
            }
            Some(_) | None => identity_id.to_owned(),
        };
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

    /// The identity that these logins lead to; two of them are a conflict.
    async fn owner(&self, pool: &OpenIdentityPool, logins: &[Proven]) -> Answer<Option<String>> {
        let ledger = LedgerId::new(&*pool.id);
        let mut owners = BTreeSet::new();
        for name in logins.iter().filter_map(|proven| proven.login.claimed_name()) {
            let holder = self.ledger.holder(&ledger, LOGIN, &name).await?;
            owners.extend(holder.map(|stream| stream.id().to_owned()));
        }
        if owners.len() > 1 {
            return Err(Refusal::LoginTaken.into());
        }
        Ok(owners.pop_first())
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
        let resolved = self.directories.identities.consult(&stream, resolve, moment).await;
        resolved.map(drop).map_err(|failure| told(identity_id, failure))
    }

    /// The asked identity is another than the owner of the logins: a guest's is merged into the owner's, any other is refused.
    async fn give_way(
        &self,
        pool: &OpenIdentityPool,
        identity_id: &str,
        owner: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let identities = &self.directories.identities;
        let merge = MergeInto { own_id: identity_id.to_owned(), into: owner.to_owned() };
        let merged = identities.ask(&identity::stream(&pool.id, identity_id), merge, moment).await;
        let datasets = merged.map_err(|failure| match failure {
            Failure::Refused(Refusal::NotAGuest) => Refusal::LoginsDontMatch.into(),
            failure => told(identity_id, failure),
        })?;
        let datasets = datasets.into_iter().filter_map(domain::Personal::into_known).collect();
        let absorb = Absorb { from: identity_id.to_owned(), datasets };
        let absorbed = identities.ask(&identity::stream(&pool.id, owner), absorb, moment).await;
        absorbed.map_err(|failure| told(owner, failure))
    }
}

/// A refusal that names the identity, as AWS words it.
pub(crate) fn told(identity_id: &str, failure: Failure<Refusal>) -> Fault {
    match failure {
        Failure::Refused(Refusal::NotFound) => not_found(identity_id),
        Failure::Refused(Refusal::LoginRequired) => {
            Fault::not_authorized(format!("Access to Identity '{identity_id}' is forbidden."))
        }
        Failure::Refused(Refusal::Merged { .. }) => {
            Fault::not_authorized(format!("Identity '{identity_id}' is disabled."))
        }
        failure => failed::<Identity>(failure),
    }
}
