//! The functions that a pool calls around a sign-in: before anything is proved, and when it is complete, before it is recorded. One that
//! fails then keeps the tokens back, and leaves the challenge good.

use domain::user_pools::{
    sign_in::{Admission, AdmittedDevice, Flow, Next},
    user::commands::Answered,
};
use ports::triggers::{PostAuthentication, PreAuthentication, Texts, Trigger};

use super::call::Call;
use crate::{
    Answer,
    user_pools::{
        UserPools,
        token_changes::TokenChanges,
        tokens::USER_ADMIN_SCOPE,
        triggers::{self, TokensFor, TriggerUser},
    },
};

impl Call<'_> {
    /// Whether functions are asked before a complete sign-in gets its tokens.
    pub(super) fn asks_before_tokens(&self) -> bool {
        let functions = &self.client.pool.config.triggers;
        functions.post_authentication.is_some() || functions.pre_token_generation.is_some()
    }
}

impl UserPools {
    /// Asks `PreAuthentication` whether a sign-in may go on, which has just begun. One that is refused anyway is not asked about, nor one by
    /// functions, which decide themselves.
    pub(super) async fn ask_pre_authentication(&self, call: &Call<'_>) -> Answer<()> {
        let function = call.client.pool.config.triggers.pre_authentication.as_deref();
        let Some(function) = function.filter(|_| !matches!(call.ceremony.flow, Flow::Custom { .. })) else {
            return Ok(());
        };
        if matches!(call.next()?, Next::Refuse(_)) {
            return Ok(());
        }
        let validation_data = call.who.client_metadata.clone();
        let request = PreAuthentication { validation_data, user_not_found: call.is_of_unknown() };
        self.ask_of_sign_in(call, function, request).await.map(drop)
    }

    /// Asks what stands between a complete sign-in and its tokens, and what these shall say.
    pub(super) async fn ask_before_tokens(
        &self,
        call: &Call<'_>,
        answered: &Answered,
        admission: Admission,
    ) -> Answer<Option<TokenChanges>> {
        let (client, sub) = (call.client, call.subject.stream.id.id());
        let profile = answered.user.profile()?;
        if let Some(function) = &client.pool.config.triggers.post_authentication {
            let request = PostAuthentication {
                new_device_used: admission.device == AdmittedDevice::New,
                client_metadata: call.metadata.clone(),
            };
            let attributes = triggers::attributes(sub, profile)?;
            let user = TriggerUser { username: profile.name()?, attributes };
            self.ask_function((&client.pool, &client.id), function, user, request).await?;
        }
        if call.who.authorization.is_some() {
            // Tokens are made when the code is redeemed, and asked about then.
            return Ok(None);
        }
        let scopes = &[USER_ADMIN_SCOPE.to_owned()];
        let tokens = TokensFor { sub, profile, occasion: admission.occasion, scopes };
        self.ask_pre_token(client, tokens, call.metadata.clone()).await
    }

    /// Asks a function about the user of a sign-in, as it stands.
    pub(super) async fn ask_of_sign_in<R: Trigger>(
        &self,
        call: &Call<'_>,
        function: &str,
        request: R,
    ) -> Answer<R::Answer> {
        let (client, subject) = (call.client, &call.subject);
        let attributes = match subject.profile() {
            Some(profile) => triggers::attributes(subject.stream.id.id(), profile)?,
            None => Texts::new(),
        };
        let user = TriggerUser { username: &subject.username, attributes };
        self.ask_function((&client.pool, &client.id), function, user, request).await
    }
}
