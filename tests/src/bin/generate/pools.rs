//! The pools that the people live in: a user pool with a client for every flow, and an identity pool that trusts it.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use crypto::{jwt, seal::random_bytes};
use domain::{
    Command, LedgerId, Moment, Stream,
    account::registry::{
        self, PoolKind,
        commands::{RegisterClient, RegisterPool},
    },
    identity_pools::identity_pool::{self, CognitoProvider, Settings, commands::Create},
    user_pools::{
        client::{self, AuthFlow, AuthFlows, ClientConfig, commands::CreateClient},
        user_pool::{self, PoolConfig, SigningKey, SigningKeys, commands::CreatePool},
    },
    values::contact::Contact,
};
use ledger::{Ledger, Root};
use serde_json::json;
use uuid::Uuid;

use crate::{
    house::{House, now},
    people::PASSWORD,
};

/// Where people live.
pub(crate) struct Pools {
    pub(crate) users: LedgerId,
    pub(crate) client: String,
    pub(crate) identities: String,
    /// What the identity pool calls the user pool.
    pub(crate) provider: String,
}

impl Pools {
    /// The part of the user pool's id that SRP hashes.
    pub(crate) fn srp_name(&self) -> &str {
        self.users.as_str().split_once('_').map_or("", |(_, name)| name)
    }

    /// Writes down what there is, for a measurement or a sign-in by hand.
    pub(crate) fn note(&self, data: &Path, users: u64) {
        let path = data.join("generated.json");
        let note = json!({
            "UserPoolId": self.users.as_str(), "ClientId": self.client, "IdentityPoolId": self.identities,
            "Users": users, "FirstUsername": "person0", "Password": PASSWORD,
        });
        fs::write(&path, format!("{note:#}\n")).unwrap();
        eprintln!("{} tells the pools and how to sign in", path.display());
    }
}

/// A fresh id.
pub(crate) fn uuid() -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes()).into_uuid()
}

/// A moment of a caller far away.
pub(crate) fn moment(operation: &str) -> Moment {
    Moment {
        principal: "anonymous".to_owned(),
        operation: operation.to_owned(),
        source_ip: domain::Personal::Known("203.0.113.7".to_owned()),
        user_agent: domain::Personal::Known("aws-sdk-js/3.654.0 md/browser#Chrome_130".to_owned()),
        ..Moment::system("generate", now(), uuid().to_string())
    }
}

/// Asks an aggregate that has no other caller.
async fn ask<C: Command>(ledger: &Ledger, stream: Stream, commands: impl IntoIterator<Item = C>) {
    let mut root = Root::<C::Aggregate>::new(stream, Arc::default());
    for command in commands {
        root.execute(ledger, &command, &moment("generate")).await.unwrap_or_else(|why| panic!("{why}"));
    }
}

pub(crate) async fn make(house: &House) -> Pools {
    let ledger = &house.ledger;
    let name = uuid().simple().to_string();
    let users = LedgerId::new(format!("us-east-1_{}", &name[..9]));
    let client = name[..26].to_owned();
    let identities = format!("us-east-1:{}", uuid());
    let provider = format!("cognito-idp.us-east-1.amazonaws.com/{users}");
    make_user_pool(ledger, &users, &client).await;
    let register = RegisterPool { pool_id: identities.clone(), kind: PoolKind::Identity };
    ask(ledger, registry::stream(&identities), [register]).await;
    let trusted = CognitoProvider {
        provider_name: provider.clone(),
        client_id: client.clone(),
        server_side_token_check: None,
    };
    let settings = Settings {
        name: "generated".to_owned(),
        allow_unauthenticated: true,
        cognito_identity_providers: vec![trusted],
        ..Settings::default()
    };
    ask(ledger, identity_pool::stream(&identities), [Create { settings }]).await;
    Pools { users, client, identities, provider }
}

async fn make_user_pool(ledger: &Ledger, id: &LedgerId, client_id: &str) {
    let mut registration = Root::<registry::Registration>::new(registry::stream(id.as_str()), Arc::default());
    let register = RegisterPool { pool_id: id.to_string(), kind: PoolKind::User };
    registration.execute(ledger, &register, &moment("generate")).await.unwrap();
    let register = RegisterClient { client_id: client_id.to_owned() };
    registration.execute(ledger, &register, &moment("generate")).await.unwrap();

    let mut config = PoolConfig::named("generated");
    config.auto_verified = BTreeSet::from([Contact::Email]);
    let mut pool = Root::<user_pool::UserPool>::new(user_pool::stream(id.as_str()), Arc::default());
    let keys = SigningKeys { id_key: signing_key(), access_key: signing_key() };
    pool.execute(ledger, &CreatePool { config, keys }, &moment("generate")).await.unwrap();

    let mut config = ClientConfig::named("generated");
    let flows = vec![AuthFlow::UserSrp, AuthFlow::UserPassword, AuthFlow::RefreshToken];
    config.flows = AuthFlows::Allow(flows);
    ask(ledger, client::stream(id, client_id), [CreateClient { config }]).await;
}

fn signing_key() -> SigningKey {
    let made = jwt::make(jwt::Scheme::Rs256).unwrap();
    let jwt::Jwk { kid, n, e, .. } = made.public;
    SigningKey { kid, n, e, private: made.private.as_str().to_owned().into() }
}
