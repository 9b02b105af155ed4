//! Lists give the same from both forms of rows: tables and memory are asked the same, over one log.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use domain::{
    Personal,
    account::role::{self, Role},
    configured::{self, ConfiguredEvent, Deleted, Version},
    identity_pools::identity_pool::{self, IdentityPool},
    user_pools::{
        client::{self, Client, ClientConfig},
        group::{Group, GroupConfig},
        user::{SignedUp, User},
        user_pool::{self, PoolConfig, UserPool},
    },
    values::filter,
};
use projections::{Listed, Page, ReadModels};
use sqlx::AssertSqlSafe;

use crate::support::{House, Node, at, delete, pool, signed_up, table_of, user};

/// Names that differ by case, by letters outside of ASCII, by what has a meaning in SQL, and by length.
fn names() -> Vec<String> {
    let plain = ["ada", "Ada", "ADA LOVELACE", "ädä", "ÄDÄ", "a%", "a_b", "a\\b", "a'b", "a\0b", "z"];
    let long = [260, 270].map(|length| "l".repeat(length));
    plain.into_iter().map(ToOwned::to_owned).chain(long).collect()
}

async fn write(node: &Node) {
    for id in ["us-east-1_Pool", "us-east-1_b", "us-east-1_B", "eu-west-1_a", "eu-west-1_gone"] {
        let made = user_pool::Created { config: PoolConfig::named(id).into(), at: at(0) };
        node.say::<UserPool>(user_pool::stream(id), [made]).await;
    }
    node.say::<UserPool>(user_pool::stream("eu-west-1_gone"), [user_pool::Deleted { at: at(9) }]).await;
    for id in ["us-east-1:b", "us-east-1:a", "eu-west-1:c"] {
        let settings = identity_pool::Settings { name: id.into(), ..Default::default() };
        let made = identity_pool::Created { settings, at: at(2) };
        node.say::<IdentityPool>(identity_pool::stream(id), [made]).await;
    }
    for (n, name) in names().iter().enumerate() {
        let client = client::Created { config: Box::new(ClientConfig::named(name)), at: at(1) };
        node.say::<Client>(client::stream(&pool(), &format!("client{n:02}")), [client]).await;
        // Names of roles are case-insensitive.
        let role = role::Created { name: format!("{name}{n}"), path: format!("/{name}/"), ..role() };
        node.say::<Role>(role::stream(&format!("AROA{n}")), [role]).await;
        let config = GroupConfig { name: name.clone(), ..GroupConfig::default() };
        let group = configured::stream::<GroupConfig>(&pool(), &format!("g{n}"));
        let made = ConfiguredEvent::Created(Version { config, at: at(1) });
        node.say::<Group>(group.clone(), [made]).await;
        if n % 5 == 4 {
            node.say::<Group>(group, [ConfiguredEvent::Deleted(Deleted { at: at(2) })]).await;
        }
        node.say::<User>(user(&format!("sub{n:02}")), [called(name)]).await;
    }
    delete(node, "sub02").await;
}

fn role() -> role::Created {
    role::Created {
        name: String::new(),
        path: String::new(),
        arn: String::new(),
        trust_policy: "{}".into(),
        description: None,
        max_session_seconds: 3_600,
        tags: [].into(),
        at: at(0),
    }
}

fn called(name: &str) -> SignedUp {
    let mut fact = signed_up(name, 1);
    fact.attributes.insert("name".to_owned(), Personal::Known(name.to_owned()));
    fact
}

/// Every row of a list, by pages of three.
async fn whole<R>(page: impl AsyncFn(Page<'_>) -> Listed<R>) -> Vec<R> {
    let (mut rows, mut after) = (Vec::new(), None::<String>);
    loop {
        let Listed { rows: more, next } = page(Page { after: after.as_deref(), limit: 3 }).await;
        assert!(more.len() <= 3);
        rows.extend(more);
        after = next;
        if after.is_none() {
            return rows;
        }
    }
}

/// The result of both, which must be the same.
async fn both<R: PartialEq + std::fmt::Debug>(
    models: &[ReadModels; 2],
    ask: impl AsyncFn(&ReadModels, Page<'_>) -> Listed<R>,
) -> Vec<R> {
    let of_tables = whole(async |page: Page<'_>| ask(&models[0], page).await).await;
    let of_memory = whole(async |page: Page<'_>| ask(&models[1], page).await).await;
    assert_eq!(of_tables, of_memory);
    of_tables
}

async fn both_forms(node: &Node) -> [ReadModels; 2] {
    write(node).await;
    let tables = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    [tables, ReadModels::in_memory(node.ledger.clone())]
}

#[tokio::test]
async fn tables_and_memory_list_the_same() {
    let house = House::new().await;
    let models = both_forms(&house.node().await).await;
    let count = names().len();
    for (region, pools, identity_pools) in [("us-east-1", 3, 2), ("eu-west-1", 1, 1), ("us-east", 0, 0)] {
        let found = both(&models, async |m, page| m.user_pools(region, page).await.unwrap()).await;
        assert_eq!(found.len(), pools);
        let found = both(&models, async |m, page| m.identity_pools(region, page).await.unwrap()).await;
        assert_eq!(found.len(), identity_pools);
    }
    let everywhere = both(&models, async |m, page| m.all_user_pools(page).await.unwrap()).await;
    let identities = both(&models, async |m, page| m.all_identity_pools(page).await.unwrap()).await;
    assert_eq!((everywhere.len(), identities.len()), (4, 3));
    let clients = both(&models, async |m, page| m.clients(&pool(), page).await.unwrap()).await;
    assert_eq!(clients.len(), count);
    for (prefix, found) in [("/", count), ("/a", 6), ("/A", 2), ("/a_", 1), ("", count), ("/none/", 0)] {
        let roles = both(&models, async |m, page| m.roles(prefix, page).await.unwrap()).await;
        assert_eq!(roles.len(), found, "{prefix}");
    }
    let groups =
        both(&models, async |m, page| m.configurations::<GroupConfig>(&pool(), page).await.unwrap()).await;
    assert_eq!(groups.len(), count - count / 5);
    for model in &models {
        let counted = model.configuration_count::<GroupConfig>(&pool()).await.unwrap();
        assert_eq!(counted, groups.len() as u64);
        assert_eq!(model.user_count(&pool()).await.unwrap(), count as u64 - 1);
    }
}

#[tokio::test]
async fn tables_and_memory_find_the_same_users() {
    let house = House::new().await;
    let models = both_forms(&house.node().await).await;
    let mut found = 0;
    let values =
        names().into_iter().chain(["", "sub0", "sub04", "enabled", "Enabled", "unconf"].map(Into::into));
    for value in values.flat_map(|value| [value.to_uppercase(), value]) {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        for field in ["username", "name", "email", "given_name", "cognito:user_status", "status", "sub"] {
            for comparison in ["=", "^="] {
                let text = format!("{field} {comparison} \"{quoted}\"");
                let filter = filter::parse(&text).unwrap();
                let ask = async |m: &ReadModels, page: Page<'_>| {
                    m.users(&pool(), filter.as_ref(), page).await.unwrap()
                };
                found += both(&models, ask).await.len();
            }
        }
    }
    assert!(found > 200, "{found}: there was something to find");
}

/// More rows than a search tries in the order of its pages before it asks an index.
const MANY: u32 = 9_000;

#[tokio::test]
async fn a_search_by_a_beginning_finds_who_has_it_among_many_whether_it_is_rare_or_not() {
    let house = House::new().await;
    let node = house.node().await;
    let models = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    node.say::<User>(user("sub"), [called("nobody else")]).await;
    assert_eq!(models.user_count(&pool()).await.unwrap(), 1);
    // Every other user is called by a common name; the last three are not.
    let rows = format!(
        "insert into {} select $1, 's' || lpad(n::text, 5, '0'), body || jsonb_build_object('sub', n::text, 'username',
            case when n > $2 - 3 then 'rare' when n % 2 = 0 then 'common' else 'other' end || n)
         from {}, generate_series(1, $2) as n",
        table_of("users"),
        table_of("users")
    );
    let many = sqlx::query(AssertSqlSafe(rows)).bind(pool().as_str()).bind(i32::try_from(MANY).unwrap());
    many.execute(&node.pool).await.unwrap();
    for (prefix, found) in [("common", MANY / 2 - 2), ("rare", 3), ("none", 0), ("common899", 4)] {
        let filter = filter::parse(&format!("username ^= \"{prefix}\"")).unwrap();
        let (mut rows, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = Page { after: after.as_deref(), limit: 60 };
            let Listed { rows: more, next } = models.users(&pool(), filter.as_ref(), page).await.unwrap();
            assert!(next.is_none() || more.len() == 60, "no page but the last is short");
            rows.extend(more.into_iter().map(|row| row.username));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(rows.len(), usize::try_from(found).unwrap(), "{prefix}");
        assert!(rows.iter().all(|name| name.starts_with(prefix)));
    }
}
