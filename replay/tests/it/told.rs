//! What the tool prints of a log: histories, states of any moment, and what it must not print.

use std::{collections::BTreeMap, process::Command};

use domain::{
    LedgerId, Moment, Personal, Signer,
    configured::{self, ConfiguredEvent, Version},
    identity_pools::identity::{self, Identity},
    scenario::moment_at,
    user_pools::{
        federation::{self, Client, Federation, Origin, Protocol, Reason, Refused},
        identity_provider::{Details, IdentityProvider, Metadata, ProviderConfig, SamlProvider},
        saml_peer::{self, MetadataRead, Said, SamlPeer},
    },
};
use serde_json::Value;

use crate::house::{GUESTS, House, POOL, SECRETS, at};

#[tokio::test]
async fn history_tells_a_persons_whole_story_by_any_of_her_names() {
    let house = House::story().await;
    for of in ["Ada", "us-east-1_Pool/ada", "us-east-1_Pool/ada@example.com", "us-east-1_Pool/user-ada-sub"] {
        let lines = house.json(&["history", of]);
        let kinds: Vec<&str> =
            lines.as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
        let story = [
            "user.signed_up",
            "user.confirmed",
            "session.opened",
            "identity.created",
            "dataset.records_updated",
        ];
        assert_eq!(kinds, story, "{of}");
        assert_eq!(lines[0]["data"]["attributes"]["email"], "ada@example.com");
        assert_eq!(lines[4]["data"]["patches"][0]["value"], "7");
    }
    let (code, table, _) = house.replay(&["history", "Ada"]);
    assert!(code == 0 && table.contains("ada@example.com") && table.contains("user.signed_up"), "{table}");
    let grace = house.json(&["history", "us-east-1_Pool/user-grace-sub"]);
    assert_eq!(grace[0]["data"]["attributes"]["email"], "(forgotten)");
    assert_eq!(grace.as_array().unwrap().last().unwrap()["kind"], "subject.forgotten");
    let (code, _, complained) = house.replay(&["history", "grace@example.com"]);
    assert!(
        code == 2 && complained.contains("no such thing"),
        "nobody is found by a forgotten name: {complained}"
    );
}

/// The SAML provider `School`, what its metadata said, and that a sign-in there was refused.
async fn school(house: &House) {
    let (ledger, url) = (LedgerId::new(POOL), "https://idp.example.com/metadata".to_owned());
    let details = SamlProvider {
        metadata: Metadata::Url(url.clone()),
        signs_requests: false,
        signs_out: None,
        may_begin: None,
        must_encrypt: None,
    };
    let config = ProviderConfig {
        name: "School".to_owned(),
        details: Details::Saml(details),
        mapping: BTreeMap::new(),
        identifiers: Vec::new(),
        levels: BTreeMap::new(),
    };
    let created = ConfiguredEvent::Created(Version { config, at: at(6) });
    house.say::<IdentityProvider>(&configured::stream::<ProviderConfig>(&ledger, "p1"), created).await;
    let said = Said {
        entity_id: "https://idp.example.com".to_owned(),
        sign_in_url: "https://idp.example.com/sso".to_owned(),
        sign_out_url: None,
        certificates: Vec::new(),
    };
    let read = MetadataRead { source: url, said, at: at(6) };
    house.say::<SamlPeer>(&saml_peer::stream(&ledger, "p1"), read).await;
    let refused = Refused {
        provider: "School".to_owned(),
        protocol: Protocol::Saml,
        reason: Reason::Signature,
        error: None,
        times: 7,
        first_at: at(7),
        last_at: at(8),
        clients: vec![Client { client_id: "web".to_owned(), times: 7 }],
        for_others: 0,
        from: vec![Origin { address: Personal::Known("192.0.2.66".to_owned()), times: 7 }],
        from_elsewhere: 0,
    };
    house.say::<Federation>(&federation::stream(&ledger, "p1"), refused).await;
}

#[tokio::test]
async fn history_tells_of_an_identity_provider_what_was_refused_there() {
    let house = House::story().await;
    school(&house).await;
    for of in ["School", "us-east-1_Pool/School", "us-east-1_Pool/identity_provider-p1"] {
        let lines = house.json(&["history", of]);
        let kinds: Vec<&str> =
            lines.as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["identity_provider.created", "saml_peer.metadata_read", "federation.refused"],
            "{of}"
        );
        assert_eq!(
            (&lines[2]["data"]["reason"], &lines[2]["data"]["times"]),
            (&"signature".into(), &7.into())
        );
        assert_eq!(lines[2]["data"]["from"][0]["address"], "192.0.2.66");
    }
    let (_, table, _) = house.replay(&["history", "School"]);
    assert!(table.contains("reason: signature") && table.contains("192.0.2.66"), "{table}");
    let (_, hidden, _) = house.replay(&["--hide-personal", "history", "School"]);
    assert!(!hidden.contains("192.0.2.66"), "{hidden}");
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select data from event where kind = 'federation.refused'")
        .fetch_all(&house.pool)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&stored[0]).contains("192.0.2.66"), "the address is sealed");
}

/// A request by a session of the role `app`, on behalf of an identity.
fn asked_by(session: &str, identity: &str) -> Moment {
    let signer = Signer {
        access_key_id: format!("ASIA{session}"),
        owner: "arn:aws:iam::123456789012:role/app".into(),
        session_name: Personal::Known(session.into()),
        on_behalf_of: Personal::Known(format!("identity {identity}")),
    };
    Moment {
        principal: "arn:aws:sts::123456789012:assumed-role/app".into(),
        region: "eu-west-1".into(),
        signer,
        ..moment_at(1_700_000_000_000)
    }
}

#[tokio::test]
async fn history_tells_identities_under_one_role_apart_and_the_region_that_was_signed_for() {
    let house = House::new().await;
    let identity = identity::stream(GUESTS, "us-east-1:i");
    let vended = |key: &str| identity::CredentialsVended {
        role_arn: "arn:aws:iam::123456789012:role/app".into(),
        access_key_id: key.into(),
        expires_at: at(9),
        flow: identity::Flow::Enhanced,
        at: at(3),
    };
    for (session, who) in [("ada", "us-east-1:one"), ("grace", "us-east-1:other")] {
        house.say_at::<Identity>(&asked_by(session, who), &identity, vended("ASIA1")).await;
    }
    house.say::<Identity>(&identity, vended("ASIA2")).await;
    let of = format!("{GUESTS}/{}", identity.id);
    let lines = house.json(&["history", &of]);
    let told = |line: usize, key: &str| lines[line][key].as_str().unwrap().to_owned();
    assert_eq!(told(0, "principal"), "arn:aws:sts::123456789012:assumed-role/app/ada");
    assert_eq!((told(0, "session_name"), told(1, "session_name")), ("ada".into(), "grace".into()));
    assert_eq!((told(0, "access_key_id"), told(1, "access_key_id")), ("ASIAada".into(), "ASIAgrace".into()));
    assert_eq!(told(0, "on_behalf_of"), "identity us-east-1:one");
    assert_eq!(told(1, "on_behalf_of"), "identity us-east-1:other");
    assert_eq!(told(0, "owner"), "arn:aws:iam::123456789012:role/app");
    assert_eq!(told(0, "region"), "eu-west-1");
    assert_eq!(
        (told(2, "region"), told(2, "access_key_id")),
        ("us-east-1".into(), String::new()),
        "not signed"
    );
    let (_, table, _) = house.replay(&["history", &of]);
    for word in ["ASIAada", "ASIAgrace", "us-east-1:one", "eu-west-1"] {
        assert!(table.contains(word), "{word}: {table}");
    }
    let (_, hidden, _) = house.replay(&["--json", "--hide-personal", "history", &of]);
    assert!(hidden.contains("ASIAada") && hidden.contains("assumed-role/app/***"), "{hidden}");
    for word in ["\"ada\"", "app/ada", "us-east-1:one"] {
        assert!(!hidden.contains(word), "{word}: {hidden}");
    }
}

#[tokio::test]
async fn who_signed_is_forgotten_with_the_person_and_the_key_stays() {
    let house = House::new().await;
    let identity = identity::stream(GUESTS, "us-east-1:i");
    let created = identity::Created { logins: Vec::new(), at: at(3) };
    house.say_at::<Identity>(&asked_by("adas-laptop", "us-east-1:one"), &identity, created).await;
    house.ledger.forget(&identity.ledger, identity.subject.as_ref().unwrap()).await.unwrap();
    let line = house.json(&["history", &format!("{GUESTS}/{}", identity.id)])[0].clone();
    assert_eq!(line["principal"], "arn:aws:sts::123456789012:assumed-role/app/(forgotten)");
    assert_eq!(
        (&line["session_name"], &line["on_behalf_of"]),
        (&"(forgotten)".into(), &"(forgotten)".into())
    );
    assert_eq!(line["access_key_id"], "ASIAadas-laptop");
}

#[tokio::test]
async fn show_tells_the_state_of_any_moment_and_diff_what_changed() {
    let house = House::story().await;
    let status = |at: &[&str]| {
        let state = house.json(&[&["show", "us-east-1_Pool/user-ada-sub"], at].concat());
        state["state"]["standing"]["Present"]["status"].clone()
    };
    assert_eq!((status(&[]), status(&["--at", "2"])), ("CONFIRMED".into(), "UNCONFIRMED".into()));
    assert_eq!(status(&["--at", "1"]), Value::Null, "she was not there yet");
    let history = house.json(&["history", "Ada"]);
    let (before, after) = (history[0]["at"].as_str().unwrap(), history[1]["at"].as_str().unwrap());
    assert!(before < after);
    assert_eq!(
        (status(&["--at", before]), status(&["--at", after])),
        ("UNCONFIRMED".into(), "CONFIRMED".into())
    );
    let diff = house.json(&["diff", "Ada", "2", "3"]);
    assert_eq!(diff["events"], serde_json::json!(["#3 user.confirmed"]));
    assert!(
        diff["changes"].as_array().unwrap().iter().any(|change| change["after"] == "CONFIRMED"),
        "{diff}"
    );
}

#[tokio::test]
async fn no_secret_is_ever_told_and_personal_data_only_where_it_may_be() {
    let house = House::story().await;
    for ask in [vec!["history", "Ada"], vec!["show", "Ada"], vec!["diff", "Ada", "1", "99"], vec!["verify"]] {
        for json in [&[][..], &["--json"]] {
            let (_, said, complained) = house.replay(&[json, &ask[..]].concat());
            let all = said + &complained;
            assert!(SECRETS.iter().all(|secret| !all.contains(secret)), "{ask:?}: {all}");
            let hidden = house.replay(&[json, &["--hide-personal"], &ask[..]].concat());
            assert!(!hidden.1.contains("@example.com"), "{ask:?}: {}", hidden.1);
        }
    }
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let house = House::new().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
    command.args(["--data", "/nowhere/at/all", "ledgers"]);
    let done = command.env_remove("DATABASE_URL").env_remove("KEYS_DATABASE_URL").output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.code() == Some(2) && said.contains("there is no data in /nowhere/at/all"), "{said}");
    std::fs::write(house.data.join("master.key"), "not a key").unwrap();
    let (code, _, said) = house.replay(&["ledgers"]);
    assert!(code == 2 && said.contains("holds no master key"), "{said}");
}
