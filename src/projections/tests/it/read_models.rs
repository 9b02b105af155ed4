//! What read models promise: no stale answer, rows that follow from the log alone, and nothing left of deleted users and pools.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use crate::auth_events::signed_in;
use crate::support::{House, Node, at, delete, join, open_session, pool, signed_up, table_of, user};
use domain::{
    Aggregate, LedgerId, Personal, Secret,
    account::role::{self, Role},
    configured::{self, ConfiguredEvent, Deleted, Version},
    identity_pools::{
        identity::{self, Identity},
        identity_pool::{self, IdentityPool},
    },
    sync::dataset::{self, Dataset, Patch, RecordsUpdated},
    user_pools::{
        client::{self, Client, ClientConfig},
        group::{Group, GroupConfig},
        identity_provider::{Details, IdentityProvider, ProviderConfig, SocialProvider},
        import_job::{self, ImportJob, ImportJobEvent},
        resource_server::{ResourceServer, ResourceServerConfig},
        terms::{Terms, TermsDocument, TermsName},
        user::{
            Account, AccountLinked, AccountUnlinked, AttributeVerified, AttributesWritten, Confirmed,
            ConfirmedBy, Disabled, Enabled, Link, MadeByProvider, Migrated, PasswordDisabled, PasswordSet,
            PasswordSetBy, Purpose, ResetRequired, Status, User, UserEvent,
        },
        user_pool::{self, PoolConfig, SigningKey, SigningKeys, SigningKeysAnnounced, UserPool},
    },
    values::filter,
};
use projections::{
    Listed, Page, ReadModels, all, configured::ConfiguredRow, rebuild, user_pools::users::UserRow,
};
use sqlx::{AssertSqlSafe, Row};

const FIRST: Page<'static> = Page { after: None, limit: 60 };

async fn models(node: &Node) -> ReadModels {
    ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap()
}

async fn users(models: &ReadModels, text: &str) -> Vec<String> {
    let filter = filter::parse(text).unwrap();
    let listed = models.users(&pool(), filter.as_ref(), FIRST).await.unwrap();
    listed.rows.into_iter().map(|row| row.sub).collect()
}

fn confirmed(seconds: i64) -> Confirmed {
    Confirmed { by: ConfirmedBy::Code { attribute: "email".into() }, names: Vec::new(), at: at(seconds) }
}

fn announced(seconds: i64) -> SigningKeysAnnounced {
    let key = |kid: &str| SigningKey {
        kid: kid.to_owned(),
        n: "n".to_owned(),
        e: "AQAB".to_owned(),
        private: "pkcs8".to_owned().into(),
    };
    SigningKeysAnnounced {
        keys: SigningKeys { id_key: key("id"), access_key: key("access") },
        signs_from: at(seconds + 1),
        former_published_until: at(seconds + 2),
        at: at(seconds),
    }
}

/// Some events for every read model.
async fn live(one: &Node, two: &Node) {
    let made = user_pool::Created { config: PoolConfig::named("people").into(), at: at(0) };
    one.say::<UserPool>(user_pool::stream("us-east-1_Pool"), [made]).await;
    two.say::<UserPool>(user_pool::stream("us-east-1_Pool"), [announced(1)]).await;
    let made = client::Created { config: Box::new(ClientConfig::named("web")), at: at(1) };
    two.say::<Client>(client::stream(&pool(), "web1"), [made]).await;
    for n in 0..40 {
        let node = if n % 2 == 0 { one } else { two };
        let (sub, name) = (format!("sub{n:02}"), format!("user{n}"));
        node.say::<User>(user(&sub), [signed_up(&name, n)]).await;
        if n % 3 == 0 {
            two.say::<User>(user(&sub), [confirmed(n + 1)]).await;
        }
    }
    for n in [3, 4, 39] {
        delete(one, &format!("sub{n:02}")).await;
    }
    let settings = identity_pool::Settings { name: "guests".into(), ..Default::default() };
    one.say::<IdentityPool>(
        identity_pool::stream("us-east-1:p"),
        [identity_pool::Created { settings, at: at(2) }],
    )
    .await;
    let ada = identity::stream("us-east-1:p", "us-east-1:ada");
    one.say::<Identity>(ada.clone(), [identity::Created { logins: Vec::new(), at: at(3) }]).await;
    for count in 1..=30 {
        let stream = dataset::stream(&ada, "d1");
        one.say::<Dataset>(stream, [update("game", count)]).await;
    }
    for (id, path) in [("AROA1", "/"), ("AROA2", "/guests/")] {
        one.say::<Role>(role::stream(id), [a_role(id, path)]).await;
        let tags = [("team".to_owned(), "identity".to_owned())].into();
        two.say::<Role>(role::stream(id), [role::Tagged { tags, at: at(2) }]).await;
    }
    make_group(one, "g1", "admins", 1).await;
    join(two, "sub07", "g1").await;
    open_session(one, "sub07", "jti1", 7).await;
    two.say::<User>(user("sub07"), [signed_in(7)]).await;
    let api = ResourceServerConfig { identifier: "api".to_owned(), ..ResourceServerConfig::default() };
    let stream = configured::stream::<ResourceServerConfig>(&pool(), "r1");
    let made = ConfiguredEvent::Created(Version { config: api, at: at(1) });
    two.say::<ResourceServer>(stream, [made]).await;
    make_provider(one).await;
    make_terms(two).await;
    make_import(one).await;
}

async fn make_import(node: &Node) {
    let made = import_job::Created { name: "people".into(), log_role: "arn".into(), at: at(1) };
    let facts = [ImportJobEvent::from(made), import_job::Started { at: at(2) }.into()];
    let stream = import_job::stream(&pool(), "import-1");
    node.say::<ImportJob>(stream, facts).await;
}

async fn make_terms(node: &Node) {
    let (id, client, name) = ("t1".to_owned(), "web1".to_owned(), TermsName::TermsOfUse);
    let config = TermsDocument { id, client, name, links: [].into() };
    let made = ConfiguredEvent::Created(Version { config, at: at(1) });
    node.say::<Terms>(configured::stream::<TermsDocument>(&pool(), "t1"), [made]).await;
}

async fn make_provider(node: &Node) {
    let google = SocialProvider {
        client_id: "app".to_owned(),
        client_secret: Secret::Known("s3cret".to_owned()),
        scopes: "email".to_owned(),
        api_version: None,
    };
    let config = ProviderConfig {
        name: "Google".to_owned(),
        details: Details::Google(google),
        mapping: [].into(),
        identifiers: Vec::new(),
        levels: [].into(),
    };
    let made = ConfiguredEvent::Created(Version { config, at: at(1) });
    node.say::<IdentityProvider>(configured::stream::<ProviderConfig>(&pool(), "i1"), [made]).await;
}

/// Makes a group of this name in the stream of this id.
async fn make_group(node: &Node, id: &str, name: &str, seconds: i64) {
    let config = GroupConfig { name: name.to_owned(), ..GroupConfig::default() };
    let made = ConfiguredEvent::Created(Version { config, at: at(seconds) });
    node.say::<Group>(configured::stream::<GroupConfig>(&pool(), id), [made]).await;
}

fn update(name: &str, count: u64) -> RecordsUpdated {
    let known = |text: String| Personal::Known(text);
    let value = (!count.is_multiple_of(5)).then(|| known("x".repeat(usize::try_from(count).unwrap())));
    let key = known(format!("k\0{}", count % 7));
    RecordsUpdated {
        name: known(name.into()),
        sync_count: count,
        patches: vec![Patch { key, value, device_last_modified: at(0) }],
        by: known("phone".into()),
        at: at(i64::try_from(count).unwrap()),
    }
}

fn a_role(id: &str, path: &str) -> role::Created {
    role::Created {
        name: format!("role-{id}"),
        path: path.into(),
        arn: format!("arn:aws:iam::123456789012:role{path}role-{id}"),
        trust_policy: "{}".into(),
        description: None,
        max_session_seconds: 3_600,
        tags: [].into(),
        at: at(0),
    }
}

async fn differences(node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    for (name, compared) in rebuild::verify(all(), &node.ledger, &node.pool, &|_| ()).await.unwrap() {
        found.extend(compared.differences.iter().map(|d| format!("{name} {} {}", d.id, d.what)));
        assert!(compared.events > 0 && compared.rows > 0, "{name}: there was something to compare");
    }
    found
}

#[tokio::test]
async fn what_two_nodes_kept_up_equals_what_is_made_again_and_a_forged_row_is_named() {
    let house = House::new().await;
    let (one, two) = (house.node().await, house.node().await);
    let (first, second) = (models(&one).await, models(&two).await);
    live(&one, &two).await;
    for ledger in [pool(), LedgerId::new("us-east-1:p"), LedgerId::account()] {
        first.fresh(&ledger).await.unwrap();
        second.fresh(&ledger).await.unwrap();
    }
    assert_eq!(differences(&one).await, Vec::<String>::new());
    let set = "set body = jsonb_set(body, '{status}', '\"CONFIRMED\"') where id = 'sub07'";
    let forged = format!("update {} {set}", table_of("users"));
    sqlx::raw_sql(AssertSqlSafe(forged)).execute(&one.pool).await.unwrap();
    let removed = format!("delete from {} where id = 'AROA1'", table_of("roles"));
    sqlx::raw_sql(AssertSqlSafe(removed)).execute(&one.pool).await.unwrap();
    assert_eq!(differences(&one).await, ["roles AROA1 missing", "users sub07 different"]);
    let told = rebuild::rebuild(all(), &one.ledger, &one.pool, &|_| ()).await.unwrap();
    assert_eq!(told.iter().map(|(_, compared)| compared.differences.len()).sum::<usize>(), 2);
    assert_eq!(differences(&one).await, Vec::<String>::new());
    assert_eq!(users(&second, "cognito:user_status = \"confirmed\"").await.len(), 12, "14 of 40, 2 deleted");
    one.say::<User>(user("sub99"), [signed_up("late", 99)]).await;
    assert_eq!(users(&second, "username = \"late\"").await, ["sub99"], "the followers go on");
}

#[tokio::test]
async fn an_answer_holds_every_write_that_was_answered_on_any_node() {
    let house = House::new().await;
    let (one, two) = (house.node().await, house.node().await);
    let (here, there) = (models(&one).await, models(&two).await);
    for n in 0..25 {
        let name = format!("user{n}");
        one.say::<User>(user(&format!("sub{n:02}")), [signed_up(&name, n)]).await;
        assert_eq!(users(&there, &format!("email = \"{name}@example.com\"")).await.len(), 1);
        assert_eq!(here.user_count(&pool()).await.unwrap(), u64::try_from(n).unwrap() + 1);
    }
}

#[tokio::test]
async fn nothing_is_left_of_who_was_deleted() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    for (sub, name) in [("sub1", "ada"), ("sub2", "grace")] {
        node.say::<User>(user(sub), [signed_up(name, 1)]).await;
    }
    assert_eq!(users(&models, "").await, ["sub1", "sub2"]);
    delete(&node, "sub1").await;
    assert_eq!(users(&models, "").await, ["sub2"]);
    let bodies = format!("select string_agg(body::text, '') from {}", table_of("users"));
    let kept: String = sqlx::query(AssertSqlSafe(bodies)).fetch_one(&node.pool).await.unwrap().get(0);
    assert!(kept.contains("grace@example.com") && !kept.contains("ada"), "{kept}");
    assert!(!kept.contains("argon2id") && !kept.contains("7e21f1e2"), "no secret is in a read model");
}

#[tokio::test]
async fn a_provider_is_listed_without_its_secret() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    make_provider(&node).await;
    let listed = models.configurations::<ProviderConfig>(&pool(), FIRST).await.unwrap();
    assert_eq!(listed.rows.len(), 1);
    let bodies = format!("select string_agg(body::text, '') from {}", table_of("identity_providers"));
    let kept: String = sqlx::query(AssertSqlSafe(bodies)).fetch_one(&node.pool).await.unwrap().get(0);
    assert!(kept.contains("Google") && !kept.contains("s3cret"), "{kept}");
}

#[tokio::test]
async fn a_user_is_listed_as_the_user_is() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let known = |text: &str| Personal::Known(text.to_owned());
    let credential = crate::support::credential();
    let set = PasswordSet {
        verified: Some("phone_number".into()),
        attributes: [("name".to_owned(), known("Ada")), ("email".to_owned(), known(""))].into(),
        ..PasswordSet::alone(PasswordSetBy::Code, credential, Status::Confirmed, at(7))
    };
    let attributes = [("name".to_owned(), known("")), ("nickname".to_owned(), known("Ada"))].into();
    let written = AttributesWritten { attributes, names: Vec::new(), released: Vec::new(), at: at(8) };
    let verified = AttributeVerified {
        purpose: Purpose::VerifyEmail,
        attributes: ["email", "email_verified"].map(|name| (name.to_owned(), known("true"))).into(),
        names: Vec::new(),
        released: Vec::new(),
        at: at(8),
    };
    let (off, on) = (Disabled { epoch: 1, at: at(8) }, Enabled { at: at(9) });
    let facts: [UserEvent; 8] = [
        signed_up("ada", 1).into(),
        confirmed(5).into(),
        set.into(),
        written.into(),
        verified.into(),
        ResetRequired { at: at(8) }.into(),
        off.into(),
        on.into(),
    ];
    let migrated = Migrated {
        username: known("kim"),
        names: Vec::new(),
        attributes: [("email".to_owned(), known("kim@example.com"))].into(),
        credential: None,
        status: Status::ResetRequired,
        sms_factor: false,
        at: at(9),
    };
    let (provider, claim) = ("Acme".to_owned(), "Cognito_Subject".to_owned());
    let account = Account { provider, claim, value: known("1") };
    let made = MadeByProvider {
        username: known("acme_1"),
        names: Vec::new(),
        attributes: [("email".to_owned(), known("lou@example.com"))].into(),
        link: Link { account, provider_type: "OIDC".to_owned(), is_primary: true, at: at(10) },
        client_id: "web".to_owned(),
        at: at(10),
    };
    let past =
        (1..=facts.len()).map(|n| facts[..n].to_vec()).chain([vec![migrated.into()], vec![made.into()]]);
    for (n, facts) in (1..).zip(past) {
        let stream = user(&format!("sub{n:02}"));
        node.say::<User>(stream, facts.clone()).await;
        let mut state = User::default();
        for fact in &facts {
            state.apply(fact);
        }
        let profile = state.profile().unwrap();
        let row = models.users(&pool(), None, FIRST).await.unwrap().rows.pop().unwrap();
        let UserRow { username, attributes, status, enabled, created_at, modified_at, .. } = row;
        assert_eq!(Some(&username), profile.username.known());
        assert_eq!(attributes, profile.known_attributes());
        assert_eq!((status.as_str(), enabled), (profile.status.name(), profile.enabled));
        assert_eq!((created_at, modified_at), (profile.created_at, profile.modified_at));
    }
}

#[tokio::test]
async fn the_linked_accounts_of_a_user_are_listed() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let account = |value: &str| {
        let (provider, claim) = ("Acme".to_owned(), "Cognito_Subject".to_owned());
        Account { provider, claim, value: Personal::Known(value.to_owned()) }
    };
    let linked = |value: &str, seconds| {
        let (account, provider_type) = (account(value), "OIDC".to_owned());
        let link = Link { account, provider_type, is_primary: false, at: at(seconds) };
        UserEvent::from(AccountLinked { link })
    };
    let facts: [UserEvent; 5] = [
        signed_up("ada", 1).into(),
        linked("1", 2),
        linked("2", 3),
        AccountUnlinked { account: account("1"), at: at(4) }.into(),
        PasswordDisabled { at: at(5) }.into(),
    ];
    let mut state = User::default();
    for fact in facts {
        node.say::<User>(user("sub1"), [fact.clone()]).await;
        state.apply(&fact);
        let profile = state.profile().unwrap();
        let row = models.users(&pool(), None, FIRST).await.unwrap().rows.pop().unwrap();
        assert_eq!((row.links, row.modified_at), (profile.links.clone(), profile.modified_at));
    }
}

#[tokio::test]
async fn lists_are_cut_into_pages_and_searched() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    live(&node, &node).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = Page { after: after.as_deref(), limit: 10 };
        let Listed { rows, next } = models.users(&pool(), None, page).await.unwrap();
        seen.extend(rows.into_iter().map(|row| row.sub));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 37);
    assert!(seen.is_sorted());
    assert_eq!(users(&models, "email ^= \"user2\"").await.len(), 11, "user2, user20 to user29");
    assert_eq!(users(&models, "sub = \"sub05\"").await, ["sub05"]);
    assert_eq!(users(&models, "status = \"Disabled\"").await.len(), 0);
    assert_eq!(users(&models, "username = \"' or true --\"").await.len(), 0);
    let names: Vec<String> =
        models.roles("/guests/", FIRST).await.unwrap().rows.into_iter().map(|role| role.name).collect();
    assert_eq!(names, ["role-AROA2"]);
    let pools = models.user_pools("us-east-1", FIRST).await.unwrap();
    assert_eq!((pools.rows[0].id.as_str(), pools.rows[0].name.as_str()), ("us-east-1_Pool", "people"));
    assert_eq!((pools.rows[0].created_at, pools.rows[0].signing_keys_at), (at(0), at(1)));
    assert_eq!(models.identity_pools("us-east-1", FIRST).await.unwrap().rows[0].name, "guests");
    assert_eq!(models.clients(&pool(), FIRST).await.unwrap().rows[0].name, "web");
}

#[tokio::test]
async fn what_is_configured_is_listed_by_name_as_it_is_now_until_its_pool_is_deleted() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    for (id, name) in [("g1", "zebras"), ("g2", "Admins"), ("g3", "birds"), ("g4", "gone")] {
        make_group(&node, id, name, 1).await;
    }
    let stream = |id| configured::stream::<GroupConfig>(&pool(), id);
    let config = GroupConfig { name: "birds".to_owned(), precedence: Some(3), ..GroupConfig::default() };
    let changed = ConfiguredEvent::Changed(Version { config: config.clone(), at: at(5) });
    node.say::<Group>(stream("g3"), [changed]).await;
    node.say::<Group>(stream("g4"), [ConfiguredEvent::Deleted(Deleted { at: at(6) })]).await;
    let page =
        async |after| models.configurations::<GroupConfig>(&pool(), Page { after, limit: 2 }).await.unwrap();
    let names = |rows: &[ConfiguredRow<GroupConfig>]| -> Vec<String> {
        rows.iter().map(|row| row.name.clone()).collect()
    };
    let first = page(None).await;
    assert_eq!(
        (names(&first.rows), first.next.as_deref()),
        (vec!["Admins".into(), "birds".into()], Some("birds"))
    );
    let live = &first.rows[1].live;
    assert_eq!((&live.config, live.created_at, live.modified_at), (&config, at(1), at(5)));
    let second = page(first.next.as_deref()).await;
    assert_eq!((names(&second.rows), second.next), (vec!["zebras".to_owned()], None));
    assert_eq!(models.configuration_count::<GroupConfig>(&pool()).await.unwrap(), 3);
    node.say::<UserPool>(user_pool::stream(pool().as_str()), [user_pool::Deleted { at: at(9) }]).await;
    assert_eq!(models.configuration_count::<GroupConfig>(&pool()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_start_leaves_nothing_to_look_at_again() {
    let house = House::new().await;
    let node = house.node().await;
    live(&node, &node).await;
    models(&node).await.caught_up().await.unwrap();
    // Clients are few and long made; what users did since must not be read again at every start.
    for name in ["clients", "users"] {
        let schema = all().into_iter().find(|model| model.name() == name).unwrap().schema();
        let sql = format!(
            "select log.position - model.position from ledger log join {schema}.progress model on model.ledger = log.id
             where log.id = $1"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(pool().as_str()).fetch_one(&node.pool).await.unwrap();
        assert_eq!(row.get::<i64, _>(0), 0, "{name}");
    }
}

#[tokio::test]
async fn tables_of_a_read_model_that_is_no_more_are_dropped_and_no_others() {
    let house = House::new().await;
    let node = house.node().await;
    let schemas = async || -> Vec<String> {
        let sql = "select nspname::text from pg_namespace where nspname in ('datasets_v1', 'datasets_of_ours') order by 1";
        sqlx::query_scalar(sql).fetch_all(&node.pool).await.unwrap()
    };
    for schema in ["datasets_v1", "datasets_of_ours"] {
        sqlx::raw_sql(AssertSqlSafe(format!("create schema {schema}"))).execute(&node.pool).await.unwrap();
    }
    assert_eq!(schemas().await.len(), 2);
    models(&node).await;
    assert_eq!(schemas().await, ["datasets_of_ours"]);
}

#[tokio::test]
async fn a_start_picks_up_where_the_tables_are() {
    let house = House::new().await;
    let node = house.node().await;
    live(&node, &node).await;
    let models = models(&node).await;
    models.caught_up().await.unwrap();
    assert_eq!(users(&models, "").await.len(), 37);
    let again = house.node().await;
    again.say::<User>(user("sub98"), [signed_up("late", 1)]).await;
    let models = self::models(&again).await;
    assert_eq!(users(&models, "").await.len(), 38);
    let sql = AssertSqlSafe("select count(*) from pg_namespace where nspname like 'users\\_v%'".to_owned());
    assert_eq!(sqlx::query(sql).fetch_one(&again.pool).await.unwrap().get::<i64, _>(0), 1);
}
