//! Users whom identity providers sign in: what a verified answer of a provider makes of them. The first answer about an account makes a
//! user, a later one changes what has changed, and one about a linked account is about the user that it is linked to.
//!
//! It knows no protocol: what a provider has said was verified before. The session is opened by `sign_in::vouched`.

mod mapping;

use domain::{
    Moment, Personal, Stream,
    user_pools::{
        identity_provider::ProviderConfig,
        user::{
            self, ACCOUNT_SCOPE, ANSWER_SCOPE, Account, OWN_ID, Profile, Refusal, User,
            commands::{ProviderAnswer, RefuseFederation, SignUpByProvider, TakeProviderAnswer},
        },
    },
    values::{
        attributes::Values,
        writing::{NewUser, Rules},
    },
};
use ports::{
    federation::ForeignUser,
    triggers::{InboundFederation, Texts},
};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    user_pools::{
        UserPools,
        clients::OpenClient,
        pools::OpenPool,
        sign_up::alias_taken,
        triggers::TriggerUser,
        users::{personal, write_fault},
    },
};

/// What a provider has said, with what makes its answer one of its own. Each of those is good once in the pool.
pub(crate) struct Said<'a> {
    /// The provider.
    pub(crate) provider: &'a ProviderConfig,
    /// What it has said, verified.
    pub(crate) user: ForeignUser,
    /// The id of the sign-in that it completes, and that of an assertion.
    pub(crate) answers: Vec<String>,
}

/// The user whom an answer is about, as it stands after it.
pub(crate) struct Known {
    /// Where the user lives.
    pub(crate) stream: Stream,
    /// Whether the answer has made the user.
    pub(crate) is_new: bool,
}

/// An answer that is being taken.
struct Taking<'a> {
    client: &'a OpenClient,
    answer: ProviderAnswer,
    /// What the mapping makes of it, without what the client may not write.
    attributes: Values,
    /// The accounts that it can be about: by the provider's own id, and by the claims that the mapping uses.
    accounts: Vec<Account>,
}

impl UserPools {
    /// Whether an answer has been taken before.
    pub(crate) async fn is_answer_used(&self, pool: &OpenPool, id: &str) -> Answer<bool> {
        Ok(self.core.ledger.holder(&pool.id, ANSWER_SCOPE, id).await?.is_some())
    }

    /// Takes a provider's answer, and gives the user whom it is about.
    pub(crate) async fn take_answer(
        &self,
        client: &OpenClient,
        said: Said<'_>,
        moment: &Moment,
    ) -> Answer<Known> {
        for answer in &said.answers {
            if self.is_answer_used(&client.pool, answer).await? {
                return Err(answer_used());
            }
        }
        let user = self.ask_inbound_federation(client, said.provider, said.user).await?;
        let taking = Taking::new(client, said.provider, user, said.answers)?;
        if let Some(known) = self.take_of_known(&taking, moment).await? {
            return Ok(known);
        }
        let new = self.federated_newcomer(&taking).await?;
        // The function may have linked the account to a user.
        if let Some(known) = self.take_of_known(&taking, moment).await? {
            return Ok(known);
        }
        match self.make(&taking, new, moment).await {
            // Another sign-in with the same account was first.
            Err(fault) if matches!(fault.kind, Kind::UsernameExists | Kind::AliasExists) => {
                let known = self.take_of_known(&taking, moment).await?;
                known.ok_or_else(|| already_there(&taking))
            }
            made => made,
        }
    }

    /// Records that a sign-in by a provider is refused, and gives the fault that refuses it.
    pub(crate) async fn refuse_federation(
        &self,
        client: &OpenClient,
        (provider, stream): (&str, &Stream),
        fault: Fault,
        moment: &Moment,
    ) -> Fault {
        let (provider, why) = (provider.to_owned(), fault.message.trim().to_owned());
        let refuse = RefuseFederation { provider, why, client_id: client.id.clone() };
        match self.core.directories.users.ask(stream, refuse, moment).await {
            Ok(()) => fault,
            Err(failure) => failed::<User>(failure),
        }
    }

    /// Asks `InboundFederation` what attributes are made of. An answer that is not empty takes the place of all that the provider says.
    async fn ask_inbound_federation(
        &self,
        client: &OpenClient,
        provider: &ProviderConfig,
        mut user: ForeignUser,
    ) -> Answer<ForeignUser> {
        let Some(function) = &client.pool.config.triggers.inbound_federation else { return Ok(user) };
        let request = InboundFederation {
            provider_name: provider.name.clone(),
            provider_type: provider.details.provider_type().name().to_owned(),
            attributes: user.parts.clone(),
        };
        let named = TriggerUser { username: &user.subject, attributes: Texts::new() };
        let call = ports::triggers::Call {
            attributes: None,
            ..self.function_call((&client.pool, &client.id), function, named, request)
        };
        let asked = self.triggers()?.ask(call).await;
        let answer = asked.map_err(|why| super::triggers::fault("InboundFederation", why))?;
        if let Some(claims) = answer.user_attributes_to_map.filter(|claims| !claims.is_empty()) {
            user.claims = claims;
        }
        Ok(user)
    }

    /// Takes the answer for a user who has the account, if there is one.
    async fn take_of_known(&self, taking: &Taking<'_>, moment: &Moment) -> Answer<Option<Known>> {
        let pool = &taking.client.pool;
        let Some((stream, account)) = self.holder_of(pool, &taking.accounts).await? else { return Ok(None) };
        let take = TakeProviderAnswer {
            answer: taking.answer.clone(),
            account,
            attributes: taking.attributes.clone(),
            schema: pool.config.schema.clone(),
            naming: pool.config.naming.clone(),
        };
        match self.core.directories.users.ask(&stream, take, moment).await.map_err(alias_taken) {
            Ok(()) => Ok(Some(Known { stream, is_new: false })),
            Err(fault) if is_passing(&fault) => Err(fault),
            Err(fault) => {
                let of = (&taking.answer.provider[..], &stream);
                Err(self.refuse_federation(taking.client, of, fault, moment).await)
            }
        }
    }

    /// The user who has one of these accounts, with the account.
    async fn holder_of(&self, pool: &OpenPool, accounts: &[Account]) -> Answer<Option<(Stream, Account)>> {
        for account in accounts {
            let Some(name) = account.claimed() else { continue };
            if let Some(holder) = self.core.ledger.holder(&pool.id, ACCOUNT_SCOPE, &name).await? {
                return Ok(Some((user::stream(&pool.id, holder.id()), account.clone())));
            }
        }
        Ok(None)
    }

    /// The user that the answer would make, if the pool's function agrees.
    async fn federated_newcomer(&self, taking: &Taking<'_>) -> Answer<NewUser> {
        let config = &taking.client.pool.config;
        let rules = Rules { schema: &config.schema, naming: &config.naming };
        let attributes = taking.attributes.clone();
        let new = rules.new_external(&taking.username(), attributes).map_err(write_fault)?;
        self.ask_of_federated(taking.client, (&new.username, &new.attributes)).await?;
        Ok(new)
    }

    async fn make(&self, taking: &Taking<'_>, new: NewUser, moment: &Moment) -> Answer<Known> {
        let (client, pool) = (taking.client, &taking.client.pool);
        let NewUser { username, attributes, names, .. } = new;
        let sign_up = SignUpByProvider {
            username,
            names,
            attributes: personal(attributes),
            answer: taking.answer.clone(),
            group: self.group_of_provider(pool, &taking.answer.provider).await?,
        };
        let stream = user::stream(&pool.id, &ids::uuid().to_string());
        let command = pool.confirming(&client.id, sign_up);
        self.core.directories.users.ask(&stream, command, moment).await.map_err(failed::<User>)?;
        self.tell_confirmed(pool, &stream, None, moment).await?;
        Ok(Known { stream, is_new: true })
    }

    /// The user whom a provider's name and an id of its own, or a user name, mean, if the provider has made such a user.
    pub(super) async fn find_made_by(
        &self,
        pool: &OpenPool,
        provider: &str,
        value: &str,
    ) -> Answer<Option<Stream>> {
        let is_made = |profile: &Profile| {
            profile.links.iter().any(|link| link.is_primary && link.account.provider == provider)
        };
        let account = own_account(provider, value);
        let by_account =
            self.holder_of(pool, std::slice::from_ref(&account)).await?.map(|(stream, _)| stream);
        let found = match by_account {
            Some(stream) => Some(stream),
            None => self.find_named(pool, value).await?,
        };
        let Some(stream) = found else { return Ok(None) };
        let user = self.look_at_user(&stream).await?;
        Ok(user.profile().is_ok_and(is_made).then_some(stream))
    }
}

impl<'a> Taking<'a> {
    fn new(
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
    fn username(&self) -> String {
        format!("{}_{}", self.answer.provider, self.answer.subject)
    }
}

fn own_account(provider: &str, subject: &str) -> Account {
    let value = Personal::Known(subject.to_owned());
    Account { provider: provider.to_owned(), claim: OWN_ID.to_owned(), value }
}

/// Another user has the name that the provider's user would get.
fn already_there(taking: &Taking<'_>) -> Fault {
    let username = taking.client.pool.config.naming.canonical(&taking.username());
    Fault::new(Kind::UsernameExists, format!("Already found an entry for username {username}"))
}

/// Whether it is the service that cannot answer now, and no fact about the user.
pub(crate) const fn is_passing(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::InternalError | Kind::TooManyRequests)
}

/// An answer that was used before.
pub(crate) fn answer_used() -> Fault {
    Refusal::AnswerUsed.into()
}
