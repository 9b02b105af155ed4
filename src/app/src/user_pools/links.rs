//! Accounts at identity providers that administrators link to users.

use domain::{
    Moment, Personal, Stream,
    user_pools::{
        identity_provider::ProviderType,
        user::{
            self, ACCOUNT_SCOPE, Account, OWN_ID, User,
            commands::{DisablePassword, LinkAccount, UnlinkAccount},
        },
    },
};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{UserPools, pools::OpenPool},
};

/// The pool's own users, where the provider of an account is asked for.
const OWN_PROVIDER: &str = "Cognito";

/// A user as a provider knows one: the pool itself, or an identity provider of it.
pub struct ProviderUser {
    /// The provider's name.
    pub provider: Option<String>,
    /// By which of the provider's claims.
    pub claim: Option<String>,
    /// What that claim says, or the name of a user of the pool.
    pub value: Option<String>,
}

impl UserPools {
    /// An administrator links an account at an identity provider to a user.
    pub async fn link_account(
        &self,
        pool_id: &str,
        user: ProviderUser,
        source: ProviderUser,
        moment: &Moment,
    ) -> Answer<()> {
        let providers = self.identity_providers(pool_id).await?;
        let (provider, value) = (given(user.provider, "ProviderName")?, value(user.value)?);
        let stream = if provider == OWN_PROVIDER {
            self.existing(&providers.pool, &value).await?.0
        } else {
            let made = self.find_made_by(&providers.pool, &provider, &value).await?;
            made.ok_or(user::Refusal::UserNotFound)?
        };
        let name = given(source.provider, "ProviderName")?;
        let provider_type = providers.get(&name).await?.config.details.provider_type();
        let account = Account {
            provider: name,
            claim: claim(source.claim, Some(provider_type))?,
            value: Personal::Known(self::value(source.value)?),
        };
        let link = LinkAccount { account, provider_type: provider_type.name().to_owned() };
        self.core.directories.users.ask(&stream, link, moment).await.map_err(failed::<User>)
    }

    /// An administrator takes an account at an identity provider from its user, or ends signing in by password.
    pub async fn unlink_account(&self, pool_id: &str, user: ProviderUser, moment: &Moment) -> Answer<()> {
        let providers = self.identity_providers(pool_id).await?;
        let (name, value) = (given(user.provider, "ProviderName")?, value(user.value)?);
        let users = &self.core.directories.users;
        if name == OWN_PROVIDER {
            check_own_id(user.claim.as_deref())?;
            let (stream, _) = self.existing(&providers.pool, &value).await?;
            return users.ask(&stream, DisablePassword, moment).await.map_err(failed::<User>);
        }
        // Accounts stay linked when their provider is deleted.
        let provider = providers.find(&name).await?;
        let claim = claim(user.claim, provider.as_ref().map(|found| found.config.details.provider_type()))?;
        let account = Account { provider: name.clone(), claim, value: Personal::Known(value) };
        let Some(stream) = self.linked_user(&providers.pool, &account).await? else {
            providers.get(&name).await?;
            return Err(user::Refusal::AccountNotLinked.into());
        };
        users.ask(&stream, UnlinkAccount { account }, moment).await.map_err(failed::<User>)
    }

    /// The user that an account is linked to, if it is.
    async fn linked_user(&self, pool: &OpenPool, account: &Account) -> Answer<Option<Stream>> {
        let name = account.claimed().ok_or(user::Refusal::AccountNotLinked)?;
        let holder = self.core.ledger.holder(&pool.id, ACCOUNT_SCOPE, &name).await?;
        Ok(holder.map(|holder| user::stream(&pool.id, holder.id())))
    }
}

fn given(member: Option<String>, name: &str) -> Answer<String> {
    member.ok_or_else(|| Fault::invalid(format!("Missing required parameter {name}")))
}

/// An account is claimed by its value: a line of text.
fn value(member: Option<String>) -> Answer<String> {
    const CHARS_MAX: usize = 2_048;
    let value = given(member, "ProviderAttributeValue")?;
    let is_line =
        !value.is_empty() && !value.contains(char::is_control) && value.chars().count() <= CHARS_MAX;
    if is_line { Ok(value) } else { Err(Fault::invalid("Invalid ProviderAttributeValue.")) }
}

/// The claim that an account is known by: accounts at social providers by the provider's own id alone. A provider that is gone has no type.
fn claim(member: Option<String>, provider_type: Option<ProviderType>) -> Answer<String> {
    const CHARS_MAX: usize = 256;
    let claim = given(member, "ProviderAttributeName")?;
    if provider_type.is_some_and(ProviderType::is_social) {
        check_own_id(Some(&claim))?;
    }
    if claim.is_empty() || claim.contains(char::is_control) || claim.chars().count() > CHARS_MAX {
        return Err(Fault::invalid("Invalid ProviderAttributeName."));
    }
    Ok(claim)
}

fn check_own_id(claim: Option<&str>) -> Answer<()> {
    if claim == Some(OWN_ID) {
        Ok(())
    } else {
        Err(Fault::invalid(format!("ProviderAttributeName must be {OWN_ID} for this provider.")))
    }
}
