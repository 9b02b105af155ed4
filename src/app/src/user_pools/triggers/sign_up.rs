//! `PreSignUp`: whether there shall be a user, and what is done at once that would need a code otherwise.

use std::collections::BTreeSet;

use domain::values::{attributes::Values, contact::Contact, username::Name, writing::NewUser};
use ports::triggers::{PreSignUp, SignUpSource, SignUpVerdict, Texts};

use super::TriggerUser;
use crate::{
    Answer, Fault, Kind,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// What functions are told of the aliases of a user whom an identity provider makes.
const NO_ALIASES: [&str; 2] = ["cognito:email_alias", "cognito:phone_number_alias"];

/// `ValidationData` and `ClientMetadata` of the call.
type Told = (Option<Texts>, Option<Texts>);

impl UserPools {
    /// Asks whether there shall be a user who signs up. Where the function confirms the user, gives also the names that come to the user by
    /// that.
    pub(in crate::user_pools) async fn ask_of_applicant(
        &self,
        client: &OpenClient,
        user: NewUser,
        told: Told,
    ) -> Answer<(NewUser, Option<Vec<Name>>)> {
        let (named, way) = ((&user.username[..], &user.attributes), (SignUpSource::SignUp, &client.id[..]));
        let Some(verdict) = self.ask_pre_sign_up(&client.pool, way, named, told).await? else {
            return Ok((user, None));
        };
        Ok(match verified(verdict, &user.attributes)? {
            Some(verified) => {
                let (user, gained) = user.confirmed(&client.pool.config.naming, &verified);
                (user, Some(gained))
            }
            None => (user, None),
        })
    }

    /// The same for a user whom an administrator makes: such a user has a password to change, and is confirmed by nothing else.
    pub(in crate::user_pools) async fn ask_of_invited(
        &self,
        pool: &OpenPool,
        named: (&str, &Values),
        told: Told,
    ) -> Answer<()> {
        self.ask_pre_sign_up(pool, (SignUpSource::AdminCreateUser, ""), named, told).await.map(drop)
    }

    /// The same for a user whom an identity provider makes: nothing that the function answers changes such a user. As at AWS it is told
    /// of no validation data by an empty map, and that the user has no alias by empty texts.
    pub(in crate::user_pools) async fn ask_of_federated(
        &self,
        client: &OpenClient,
        (username, attributes): (&str, &Values),
    ) -> Answer<()> {
        let way = (SignUpSource::ExternalProvider, &client.id[..]);
        let no_aliases = NO_ALIASES.map(|alias| (alias.to_owned(), String::new()));
        let attributes = attributes.clone().into_iter().chain(no_aliases).collect();
        let told = (Some(Texts::new()), None);
        self.ask_pre_sign_up(&client.pool, way, (username, &attributes), told).await.map(drop)
    }

    /// The function gets the attributes without `sub`: a user who is not made has none.
    async fn ask_pre_sign_up(
        &self,
        pool: &OpenPool,
        (source, client_id): (SignUpSource, &str),
        (username, attributes): (&str, &Values),
        (validation_data, client_metadata): Told,
    ) -> Answer<Option<SignUpVerdict>> {
        let Some(function) = &pool.config.triggers.pre_sign_up else { return Ok(None) };
        let user = TriggerUser { username, attributes: attributes.clone() };
        let request = PreSignUp { source, validation_data, client_metadata };
        self.ask_function((pool, client_id), function, user, request).await.map(Some)
    }
}

/// Which addresses are verified, where the user is confirmed.
fn verified(verdict: SignUpVerdict, attributes: &Values) -> Answer<Option<BTreeSet<Contact>>> {
    let said = [(Contact::Email, verdict.auto_verify_email), (Contact::Phone, verdict.auto_verify_phone)];
    let verified: BTreeSet<Contact> =
        said.into_iter().filter_map(|(contact, is_said)| is_said.then_some(contact)).collect();
    if let Some(absent) = verified.iter().find(|contact| !attributes.contains_key(contact.attribute())) {
        let text = format!("Cannot auto verify {}: the user has none.", absent.attribute());
        return Err(Fault::new(Kind::InvalidLambdaResponse, text));
    }
    if verdict.auto_confirm_user {
        return Ok(Some(verified));
    }
    if verified.is_empty() {
        return Ok(None);
    }
    let text = "Phone or email cannot be auto verified, when user is not being auto confirmed.";
    Err(Fault::new(Kind::InvalidLambdaResponse, text))
}
