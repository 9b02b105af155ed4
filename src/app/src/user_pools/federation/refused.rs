//! Why a provider's answer is refused, told to the caller and recorded: about the user where one is known, and about the provider where
//! none is.

use std::sync::Arc;

use domain::{
    Moment,
    configured::Config,
    user_pools::{
        federation::{self, Federation, OAuthError, Protocol, Reason, Refused, commands::RecordRefused},
        identity_provider::ProviderConfig,
    },
};

use super::counted::Kind;
use crate::{
    Answer, Fault,
    kernel::{fault::failed, ids, whole::to_its_end},
    user_pools::{UserPools, pools::OpenPool},
};

/// Why an answer makes or changes no user.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// No user is known of whom that could be recorded.
    Refused(Reason, Fault),
    /// It is recorded about the user, or the service cannot answer now.
    Told(Fault),
}

impl NotTaken {
    /// A fault as a refusal for this reason, unless it is the service that cannot answer now.
    pub(super) fn because(reason: Reason) -> impl Fn(Fault) -> Self {
        move |fault| if super::is_passing(&fault) { Self::Told(fault) } else { Self::Refused(reason, fault) }
    }
}

impl From<Fault> for NotTaken {
    fn from(fault: Fault) -> Self {
        Self::Told(fault)
    }
}

/// A sign-in at a provider that ends before its user is let in.
#[derive(Clone, Copy)]
pub(crate) struct SignInAtProvider<'a> {
    /// The pool.
    pub(crate) pool: &'a OpenPool,
    /// For which client.
    pub(crate) client_id: &'a str,
    /// The provider's name.
    pub(crate) provider: &'a str,
    /// How it answers.
    pub(crate) protocol: Protocol,
}

impl UserPools {
    /// Records that a sign-in was refused, now or within a minute. Where that fails, it is tried again; a caller who does not wait for its
    /// answer keeps nothing from being recorded.
    pub(crate) async fn refuse_at_provider(
        self: &Arc<Self>,
        sign_in: SignInAtProvider<'_>,
        (reason, error): (Reason, Option<OAuthError>),
        moment: &Moment,
    ) {
        let SignInAtProvider { pool, client_id, provider, protocol } = sign_in;
        let kind = Kind { pool: pool.id.clone(), provider: provider.to_owned(), protocol, reason, error };
        let Some(refused) = self.refused_at_providers.add(&kind, client_id, moment) else { return };
        let (user_pools, moment) = (Arc::clone(self), moment.clone());
        let recorded = to_its_end(async move { user_pools.record_refused(kind, refused, &moment).await });
        if let Err(fault) = recorded.await {
            tracing::warn!(%fault, "a refused sign-in will be recorded later");
        }
    }

    /// Records the refused sign-ins that have waited for a minute, or all.
    pub(in crate::user_pools) async fn record_refused_at_providers(&self, all: bool) -> Answer<()> {
        let now = self.core.clock().now();
        let mut failure = Ok(());
        for (kind, refused) in self.refused_at_providers.take(now, all) {
            let moment = Moment::system("federation", now, ids::uuid().to_string());
            failure = failure.and(self.record_refused(kind, refused, &moment).await);
        }
        failure
    }

    async fn record_refused(&self, kind: Kind, refused: Refused, moment: &Moment) -> Answer<()> {
        let recorded = self.record_at_provider(&kind, refused.clone(), moment).await;
        if recorded.is_err() {
            self.refused_at_providers.give_back(kind, refused);
        }
        recorded
    }

    /// Of a provider that was deleted meanwhile nothing is recorded.
    async fn record_at_provider(&self, kind: &Kind, refused: Refused, moment: &Moment) -> Answer<()> {
        let holder = self.core.ledger.holder(&kind.pool, ProviderConfig::KIND, &kind.provider).await?;
        let Some(holder) = holder else { return Ok(()) };
        let stream = federation::stream(&kind.pool, holder.id());
        let recorded = self.core.directories.federation.ask(&stream, RecordRefused(refused), moment).await;
        recorded.map_err(failed::<Federation>)
    }
}
