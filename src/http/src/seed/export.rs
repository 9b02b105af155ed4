//! A seed made of what is there: roles, user pools with their resource servers, groups and clients, identity pools. Users and secrets stay
//! where they are.

use app::{Answer, App};
use serde_json::{Map, Value, json};
use wire::{
    cognito_identity::operations as identity_pools, cognito_idp::operations as user_pools,
    iam::operations as iam,
};

use super::{
    Seed,
    forms::{self, Form},
    things,
};
use crate::api::user_pools::seeded;

/// Rows that are asked for at a time.
const PAGE: u32 = 60;

/// A seed, and what an empty server would make of it otherwise than it is.
pub struct Exported {
    /// The file's content.
    pub seed: Value,
    /// Each a sentence.
    pub left_out: Vec<String>,
}

/// Writes a seed, and tries it on an empty service.
pub async fn export(app: &App, empty: &App) -> Answer<Exported> {
    let mut pools = Vec::new();
    for id in app.user_pools.every_pool_id().await? {
        pools.push(user_pool(app, &id).await?);
    }
    let mut identities = Vec::new();
    for id in app.identity_pools.every_id().await? {
        identities.push(identity_pool(app, &id).await?);
    }
    let seed = json!({ "Roles": roles(app).await?, "UserPools": pools, "IdentityPools": identities });
    let tried = match Seed::read(&seed.to_string()) {
        Ok(tried) => tried.rehearse(app, empty).await.and(tried.compare(app, empty).await.map(drop)),
        Err(problems) => Err(problems),
    };
    let left_out = tried.err().unwrap_or_default().iter().map(ToString::to_string).collect();
    Ok(Exported { seed, left_out })
}

async fn roles(app: &App) -> Answer<Vec<Value>> {
    let (mut roles, mut marker) = (Vec::new(), None);
    loop {
        let listed = app.iam.list_roles("/", PAGE, marker.as_deref()).await?;
        for row in listed.rows {
            roles.push(role(app, &row.name).await?);
        }
        marker = listed.next;
        if marker.is_none() {
            return Ok(roles);
        }
    }
}

async fn role(app: &App, name: &str) -> Answer<Value> {
    let shown = things::describe::<iam::GetRole>(app, json!({ "RoleName": name })).await?["Role"].take();
    let mut role = members_of(&forms::ROLE, &shown, &[]);
    let mut policies = Map::new();
    for policy in app.iam.role(name).await?.active.policies.keys() {
        let asked = json!({ "RoleName": name, "PolicyName": policy });
        let shown = things::describe::<iam::GetRolePolicy>(app, asked).await?["PolicyDocument"].take();
        policies.insert(policy.clone(), shown);
    }
    add(&mut role, "Policies", policies.into());
    Ok(role.into())
}

async fn user_pool(app: &App, id: &str) -> Answer<Value> {
    let mut shown = things::pool(app, id).await?;
    let mfa = members_of(&forms::MFA, &shown["Mfa"], &[]);
    let has_factors = mfa.keys().any(|name| name != "MfaConfiguration");
    if has_factors && let Some(members) = shown.as_object_mut() {
        members.remove("MfaConfiguration");
    }
    if let Some(admin) = shown["AdminCreateUserConfig"].as_object_mut() {
        // A request may say it in one place only, and the password policy says it too.
        admin.remove("UnusedAccountValidityDays");
    }
    shown["SchemaAttributes"] = attributes(shown["SchemaAttributes"].take());
    let renamed = [("PoolName", "Name"), ("Schema", "SchemaAttributes")];
    let mut pool = members_of(&forms::USER_POOL, &shown, &renamed);
    add(&mut pool, "Id", id.into());
    if has_factors {
        add(&mut pool, "Mfa", mfa.into());
    }
    add(&mut pool, "ResourceServers", resource_servers(app, id).await?.into());
    add(&mut pool, "Groups", groups(app, id).await?.into());
    add(&mut pool, "Clients", clients(app, id).await?.into());
    Ok(pool.into())
}

/// The attributes that are not those of every pool, by the names that a request gives them.
fn attributes(shown: Value) -> Value {
    let by_default = serde_json::to_value(seeded::attributes_by_default()).unwrap_or_default();
    let is_every_pools = |attribute: &Value| by_default.as_array().is_some_and(|all| all.contains(attribute));
    let Value::Array(mut all) = shown else { return Value::Null };
    all.retain(|attribute| !is_every_pools(attribute));
    for attribute in &mut all {
        let name = attribute["Name"].as_str().and_then(|name| name.rsplit(':').next()).map(ToOwned::to_owned);
        attribute["Name"] = name.into();
    }
    all.into()
}

async fn resource_servers(app: &App, pool: &str) -> Answer<Vec<Value>> {
    let servers = app.user_pools.resource_servers(pool).await?;
    let (mut all, mut token) = (Vec::new(), None);
    loop {
        let listed = servers.list(PAGE, token.as_deref()).await?;
        for row in listed.rows {
            let asked = json!({ "UserPoolId": pool, "Identifier": row.live.config.identifier });
            let shown = things::describe::<user_pools::DescribeResourceServer>(app, asked).await?;
            all.push(members_of(&forms::RESOURCE_SERVER, &shown["ResourceServer"], &[]).into());
        }
        token = listed.next;
        if token.is_none() {
            return Ok(all);
        }
    }
}

async fn groups(app: &App, pool: &str) -> Answer<Vec<Value>> {
    let groups = app.user_pools.groups(pool).await?;
    let (mut all, mut token) = (Vec::new(), None);
    loop {
        let listed = groups.list(PAGE, token.as_deref()).await?;
        for row in listed.rows {
            let asked = json!({ "UserPoolId": pool, "GroupName": row.live.config.name });
            let shown = things::describe::<user_pools::GetGroup>(app, asked).await?;
            all.push(members_of(&forms::GROUP, &shown["Group"], &[]).into());
        }
        token = listed.next;
        if token.is_none() {
            return Ok(all);
        }
    }
}

async fn clients(app: &App, pool: &str) -> Answer<Vec<Value>> {
    let (mut all, mut token) = (Vec::new(), None);
    loop {
        let listed = app.user_pools.list_clients(pool, PAGE, token.as_deref()).await?;
        for row in listed.rows {
            let shown = things::client(app, pool, &row.id).await?;
            let mut client = members_of(&forms::CLIENT, &shown, &[]);
            if client.remove("ClientSecret").is_some() {
                add(&mut client, "GenerateSecret", true.into());
            }
            add(&mut client, "Id", row.id.into());
            all.push(client.into());
        }
        token = listed.next;
        if token.is_none() {
            return Ok(all);
        }
    }
}

async fn identity_pool(app: &App, id: &str) -> Answer<Value> {
    let asked = json!({ "IdentityPoolId": id });
    let shown = things::describe::<identity_pools::DescribeIdentityPool>(app, asked).await?;
    let mut pool = members_of(&forms::IDENTITY_POOL, &shown, &[]);
    add(&mut pool, "Id", id.into());
    let mut roles = things::roles_of(app, id).await?;
    for name in ["Roles", "RoleMappings"] {
        if let Some(given) = roles.get_mut(name) {
            add(&mut pool, name, given.take());
        }
    }
    Ok(pool.into())
}

/// The members of a description that a request has too; `renamed` are those that it calls otherwise, the request's name first.
fn members_of(form: &Form, shown: &Value, renamed: &[(&str, &str)]) -> Map<String, Value> {
    let mut members = Map::new();
    for member in (form.operation)().input.map(wire::shape::Shape::members).unwrap_or_default() {
        let other = renamed.iter().find(|(name, _)| *name == member.name).map(|(_, shown)| *shown);
        if form.shape_of(member.name).is_some()
            && let Some(value) = shown.get(other.unwrap_or(member.name))
        {
            add(&mut members, member.name, value.clone());
        }
    }
    members
}

/// What is empty is left out.
fn add(members: &mut Map<String, Value>, name: &str, value: Value) {
    let is_empty = value.is_null()
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(Map::is_empty);
    if !is_empty {
        members.insert(name.to_owned(), value);
    }
}
