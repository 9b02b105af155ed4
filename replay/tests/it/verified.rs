//! A sound log has no findings, even while it is written; what is missing in it or contradicts itself is found.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    LedgerId, Personal, Stream,
    account::registry::{self, PoolKind, Registered, Registration},
    user_pools::{
        user::{
            self, Account, AccountLinked, Confirmed, ConfirmedBy, CreatedByAdmin, Deleted, Link,
            MadeByProvider, Passkey, PasskeyRegistered, PasswordSet, PasswordSetBy, ProviderAnswered,
            SignedUp, Status, User,
        },
        user_pool::{self, PoolConfig, UserPool},
    },
    values::username::{Name, NameKind},
};
use ledger::notary::Notary;
use projections::ReadModels;
use serde_json::Value;

use crate::house::{House, POOL, at, signed_up, todays_clock};

#[tokio::test]
async fn a_log_that_nobody_touched_is_clean_and_its_read_models_are_rebuilt_equal() {
    let house = House::story().await;
    let (code, said, complained) = house.replay(&["verify"]);
    assert_eq!(code, 0, "{said} {complained}");
    let report = house.json(&["verify"]);
    assert_eq!(
        (&report["clean"], &report["events"], &report["checkpoints"]),
        (&true.into(), &10.into(), &3.into())
    );
    assert_eq!(report["claims"], 3, "two names and a login of Ada; none of Grace");
    let rebuilt = house.json(&["rebuild"]);
    assert!(rebuilt.as_array().unwrap().iter().all(|model| model["equal"] == true), "{rebuilt}");
    assert_eq!(house.json(&["verify"])["clean"], true);
    let ledgers = house.json(&["ledgers"]);
    assert_eq!(ledgers[1]["signed_up_to"], 7, "{ledgers}");
    let proof = house.json(&["prove", POOL, "2"]);
    assert_eq!(proof["holds"], true);
}

/// Ada in a pool in which a verified address is a name, as an earlier server recorded it, with an account at an identity provider and a
/// passkey, and an invited user who prefers a name that was not claimed then.
async fn in_a_pool_with_aliases() -> (House, Stream) {
    let house = House::new().await;
    let models = ReadModels::start(house.ledger.clone(), house.pool.clone()).await.unwrap();
    let mut config = PoolConfig::named("aliases");
    config.naming.case_sensitive = false;
    config.naming.alias_attributes = [NameKind::Email, NameKind::PreferredUsername].into();
    let made = user_pool::Created { config: config.into(), at: at(0) };
    house.say::<UserPool>(&user_pool::stream(POOL), made).await;
    let ada = user::stream(&LedgerId::new(POOL), "ada-sub");
    let SignedUp { mut names, attributes, credential, .. } = signed_up("Ada");
    let email = names.split_off(1);
    house.say::<User>(&ada, SignedUp { names, ..signed_up("Ada") }).await;
    let by = ConfirmedBy::Code { attribute: "email".into() };
    house.say::<User>(&ada, Confirmed { by, names: email, at: at(2) }).await;
    let account = Account {
        provider: "Acme".to_owned(),
        claim: "sub".to_owned(),
        value: Personal::Known("1".to_owned()),
    };
    let link = Link { account, provider_type: "OIDC".to_owned(), is_primary: false, at: at(2) };
    house.say::<User>(&ada, AccountLinked { link }).await;
    let passkey = Passkey {
        id: Personal::Known("a2V5".to_owned()),
        public_key: Personal::Known("a2V5".to_owned()),
        relying_party: "example.com".to_owned(),
        name: "Passkey".to_owned(),
        attachment: None,
        transports: Vec::new(),
        counter: 0,
        at: at(2),
    };
    house.say::<User>(&ada, PasskeyRegistered { passkey }).await;
    house.say::<User>(&ada, answered("1")).await;
    made_by_provider(&house, attributes.clone()).await;
    let preferred = ("preferred_username".to_owned(), Personal::Known("countess".to_owned()));
    let invited = CreatedByAdmin {
        username: Personal::Known("invited".to_owned()),
        names: vec![Name { kind: NameKind::Username, value: Personal::Known("invited".to_owned()) }],
        attributes: attributes.into_iter().chain([preferred]).collect(),
        credential: credential.unwrap(),
        expires_at: at(100),
        at: at(3),
    };
    house.say::<User>(&user::stream(&LedgerId::new(POOL), "invited-sub"), invited).await;
    house.sign().await;
    models.caught_up().await.unwrap();
    (house, ada)
}

/// An identity provider said who signs in.
fn answered(subject: &str) -> ProviderAnswered {
    ProviderAnswered {
        provider: "Acme".to_owned(),
        subject: Personal::Known(subject.to_owned()),
        answers: vec![format!("answer-{subject}")],
        ended: Vec::new(),
        claims: BTreeMap::new(),
        acr: None,
        client_id: "web".to_owned(),
        at: at(2),
    }
}

/// An identity provider made a user, whose verified address is no name, though another user has it as one.
async fn made_by_provider(house: &House, mut attributes: BTreeMap<String, Personal<String>>) {
    attributes.insert("email_verified".to_owned(), Personal::Known("true".to_owned()));
    let (provider, claim) = ("Acme".to_owned(), "Cognito_Subject".to_owned());
    let account = Account { provider, claim, value: Personal::Known("2".to_owned()) };
    let username = Personal::Known("acme_2".to_owned());
    let made = MadeByProvider {
        names: vec![Name { kind: NameKind::Username, value: username.clone() }],
        username,
        attributes,
        link: Link { account, provider_type: "OIDC".to_owned(), is_primary: true, at: at(2) },
        client_id: "web".to_owned(),
        at: at(2),
    };
    let stream = user::stream(&LedgerId::new(POOL), "acme-sub");
    house.say::<User>(&stream, made).await;
    house.say::<User>(&stream, answered("2")).await;
}

#[tokio::test]
async fn a_user_who_holds_other_names_than_the_attributes_give_is_found() {
    let (house, ada) = in_a_pool_with_aliases().await;
    let before = house.json(&["verify"]);
    assert_eq!(before["clean"], true, "{before}");
    let credential = signed_up("Ada").credential.unwrap();
    let alone = PasswordSet::alone(PasswordSetBy::Admin, credential, Status::Confirmed, at(4));
    let boss = ("email".to_owned(), Personal::Known("boss@example.com".to_owned()));
    house.say::<User>(&ada, PasswordSet { attributes: [boss].into(), ..alone }).await;
    house.sign().await;
    let found = house.json(&["verify"])["findings"].clone();
    let found: Vec<_> = found.as_array().unwrap().iter().map(|one| (&one["row"], &one["fault"])).collect();
    let row = Value::from("us-east-1_Pool names of user-ada-sub");
    let faults = [
        Value::from("it holds a email that its attributes do not give"),
        Value::from("its email counts as a name, and nobody holds it"),
    ];
    assert_eq!(found, [(&row, &faults[0]), (&row, &faults[1])]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_being_written_is_as_clean_as_one_that_rests() {
    // Were the events of another time, they would be unsigned for longer than a notary takes.
    let house = Arc::new(House::of(todays_clock()).await.with_a_story().await);
    let (ledger, seals) = (house.ledger.clone(), house.seals.clone());
    let _notary = Notary::start(ledger, house.pool.clone(), seals, house.memory.clone());
    let writer = Arc::clone(&house);
    let writing = tokio::spawn(async move {
        for n in 0.. {
            let person = user::stream(&LedgerId::new(POOL), &format!("sub{n}"));
            writer.say::<User>(&person, signed_up(&format!("user{n}"))).await;
            if n % 3 == 0 {
                writer.say::<User>(&person, Deleted { at: at(5) }).await;
            }
        }
    });
    for ask in ["verify", "rebuild", "verify", "verify"] {
        let asked = Arc::clone(&house);
        let (code, said, complained) =
            tokio::task::spawn_blocking(move || asked.replay(&[ask])).await.unwrap();
        assert_eq!(code, 0, "{ask}: {said} {complained}");
    }
    assert!(!writing.is_finished(), "somebody did write meanwhile");
    writing.abort();
    assert!(house.json(&["verify"])["events"].as_u64().unwrap() > 100);
}

#[tokio::test]
async fn a_registered_pool_that_lost_its_ledger_is_found_without_any_memory_until_it_is_accepted() {
    let house = House::story().await;
    let gone = LedgerId::new("us-east-1_Gone");
    let registered = Registered { pool_id: gone.to_string(), kind: PoolKind::User };
    house.say::<Registration>(&registry::stream(gone.as_str()), registered).await;
    house.sign().await;
    assert_eq!(house.json(&["verify"])["clean"], true, "an id that was reserved and never used does no harm");
    house.ledger.keys().make(&gone, "", at(0)).await.unwrap();
    let report = house.json(&["verify"]);
    let found = report["findings"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{report}");
    assert_eq!(found[0]["row"], "us-east-1_Gone");
    assert_eq!(found[0]["fault"], "it is registered in account at 1, and has no events");
    let accepted = house.json(&["accept-restore", "--by", "Ada"]);
    assert_eq!(accepted[0]["ledger"], "us-east-1_Gone", "{accepted}");
    assert_eq!(house.json(&["verify"])["clean"], true);
}
