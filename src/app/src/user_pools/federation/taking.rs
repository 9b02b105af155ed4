//! A provider's answer, as it is taken: the accounts that it can be about, and what the mapping makes of it.

use domain::{
    Personal,
    user_pools::{
        identity_provider::ProviderConfig,
        user::{Account, OWN_ID, commands::ProviderAnswer},
    },
    values::attributes::Values,
};
use ports::federation::ForeignUser;

use super::mapping;
use crate::{Answer, user_pools::clients::OpenClient};

/// An answer that is being taken.
pub(super) struct Taking<'a> {
    pub(super) client: &'a OpenClient,
    pub(super) answer: ProviderAnswer,
    /// What the mapping makes of it, without what the client may not write.
    pub(super) attributes: Values,
    /// The accounts that it can be about: by the provider's own id, and by the claims that the mapping uses.
    pub(super) accounts: Vec<Account>,
}

impl<'a> Taking<'a> {
    pub(super) fn new(
        client: &'a OpenClient,
        provider: &ProviderConfig,
        user: ForeignUser,
        answers: Vec<String>,
    ) -> Answer<Self> {
        let attributes = mapping::attributes(provider, &user, client.config.access())?;
        let by_claim = mapping::used(provider, &user).into_iter().map(|(claim, value)| Account {
            provider: provider.name.clone(),
            claim,
            value: Personal::Known(value),
        });
        let accounts = std::iter::once(own_account(&provider.name, &user.subject)).chain(by_claim).collect();
        let claims = mapping::used(provider, &user);
        let answer = ProviderAnswer {
            provider: provider.name.clone(),
            provider_type: provider.details.provider_type().name().to_owned(),
            claims: claims.into_iter().map(|(claim, value)| (claim, Personal::Known(value))).collect(),
            subject: user.subject,
            answers,
            acr: user.acr,
            client_id: client.id.clone(),
        };
        Ok(Self { client, answer, attributes, accounts })
    }

    /// What a user is called whom the answer makes.
    pub(super) fn username(&self) -> String {
        format!("{}_{}", self.answer.provider, self.answer.subject)
    }
}

/// The account by the provider's own id of its user.
pub(super) fn own_account(provider: &str, subject: &str) -> Account {
    let value = Personal::Known(subject.to_owned());
    Account { provider: provider.to_owned(), claim: OWN_ID.to_owned(), value }
}
