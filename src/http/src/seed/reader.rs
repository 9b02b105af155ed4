//! A seed file is read: what it holds, in the order in which it is made, or everything that is wrong with its form. Each request is held to
//! the constraints of AWS's model, and members that are not built are refused by name, as in a call.

use serde_json::{Value, json};
use wire::{
    cognito_identity::operations as identity_pools, cognito_idp::operations as user_pools,
    iam::operations as iam,
};

use super::{
    Problem, forms,
    parts::{Members, Reader, UNKNOWN, below},
    things::{Thing, What},
};

/// The name by which an editor finds the schema of a JSON file.
const SCHEMA: &str = "$schema";

/// Reads a file, YAML or JSON.
pub(super) fn read(text: &str) -> Result<Vec<Thing>, Vec<Problem>> {
    let file = serde_saphyr::from_str(text).map_err(|error| {
        // The library's own words may quote the file, and with it a password.
        let place = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        let why = "cannot be read as YAML or JSON, in which no name is given twice";
        vec![Problem::new("the file", format!("{why}{}", place.unwrap_or_default()))]
    })?;
    let mut reader = Reader::default();
    reader.file(file);
    if reader.problems.is_empty() { Ok(reader.things) } else { Err(reader.problems) }
}

impl Reader {
    fn file(&mut self, file: Value) {
        let Some(mut members) = self.members("the file", file) else { return };
        members.remove(SCHEMA);
        for own in forms::FILE {
            let all = self.list("", &mut members, own.name);
            for (path, value) in all {
                match own.name {
                    "Roles" => self.role(&path, value),
                    "UserPools" => self.user_pool(&path, value),
                    _ => self.identity_pool(&path, value),
                };
            }
        }
        for name in members.keys() {
            self.problems.push(Problem::new(name, UNKNOWN));
        }
    }

    fn role(&mut self, path: &str, value: Value) -> Option<()> {
        let (mut members, mut own) = self.parts(&forms::ROLE, path, value)?;
        if let Some(document) = members.get_mut("AssumeRolePolicyDocument") {
            *document = as_text(document.take());
        }
        let policies = self.optional_members(path, &mut own, "Policies");
        let role = self.request::<iam::CreateRole>(path, members)?;
        let name = role.role_name.clone();
        self.add(path.to_owned(), What::Role(role));
        for (policy, document) in policies {
            let path = format!("{path}.Policies.{policy}");
            let document = as_text(document);
            let put = json!({ "RoleName": name, "PolicyName": policy, "PolicyDocument": document });
            if let Some(put) = self.request_of::<iam::PutRolePolicy>(&path, put) {
                self.add(path, What::RolePolicy(put));
            }
        }
        Some(())
    }

    fn user_pool(&mut self, path: &str, value: Value) -> Option<()> {
        let (members, mut own) = self.parts(&forms::USER_POOL, path, value)?;
        let id = self.text(path, &mut own, "Id")?;
        self.request_of::<user_pools::DescribeUserPool>(&below(path, "Id"), json!({ "UserPoolId": id }))?;
        let mfa = own.remove("Mfa").map(|mfa| {
            let path = below(path, "Mfa");
            let (members, _) = self.parts(&forms::MFA, &path, mfa)?;
            self.in_pool::<user_pools::SetUserPoolMfaConfig>(&path, &id, members)
        });
        let request = self.request::<user_pools::CreateUserPool>(path, members);
        if let (Some(request), None | Some(Some(_))) = (request, &mfa) {
            let mfa = mfa.flatten();
            self.add(path.to_owned(), What::UserPool { id: id.clone(), request: Box::new(request), mfa });
        }
        self.contents(path, &id, own);
        Some(())
    }

    /// What is in a user pool, in the order in which it is made: users are in groups.
    fn contents(&mut self, path: &str, pool: &str, mut own: Members) {
        for (path, value) in self.list(path, &mut own, "ResourceServers") {
            self.resource_server(&path, pool, value);
        }
        for (path, value) in self.list(path, &mut own, "Groups") {
            self.group(&path, pool, value);
        }
        for (path, value) in self.list(path, &mut own, "Clients") {
            self.client(&path, pool, value);
        }
        for (path, value) in self.list(path, &mut own, "Users") {
            self.user(&path, pool, value);
        }
    }

    fn resource_server(&mut self, path: &str, pool: &str, value: Value) -> Option<()> {
        let (members, _) = self.parts(&forms::RESOURCE_SERVER, path, value)?;
        let request = self.in_pool::<user_pools::CreateResourceServer>(path, pool, members)?;
        self.add(path.to_owned(), What::ResourceServer(request));
        Some(())
    }

    fn group(&mut self, path: &str, pool: &str, value: Value) -> Option<()> {
        let (members, _) = self.parts(&forms::GROUP, path, value)?;
        let request = self.in_pool::<user_pools::CreateGroup>(path, pool, members)?;
        self.add(path.to_owned(), What::Group(request));
        Some(())
    }

    fn client(&mut self, path: &str, pool: &str, value: Value) -> Option<()> {
        let (members, mut own) = self.parts(&forms::CLIENT, path, value)?;
        let id = self.text(path, &mut own, "Id")?;
        let named = json!({ "UserPoolId": pool, "ClientId": id });
        self.request_of::<user_pools::DescribeUserPoolClient>(&below(path, "Id"), named)?;
        let request = self.in_pool::<user_pools::CreateUserPoolClient>(path, pool, members)?;
        self.add(path.to_owned(), What::Client { id, request });
        Some(())
    }

    fn user(&mut self, path: &str, pool: &str, value: Value) -> Option<()> {
        let (members, mut own) = self.parts(&forms::USER, path, value)?;
        let groups = self.names(path, &mut own, "Groups");
        let request = self.in_pool::<user_pools::AdminCreateUser>(path, pool, members)?;
        let password =
            if own.contains_key("Password") { Some(self.text(path, &mut own, "Password")?) } else { None };
        if let Some(password) = &password {
            let set = json!({ "UserPoolId": pool, "Username": request.username, "Password": password });
            self.request_of::<user_pools::AdminSetUserPassword>(&below(path, "Password"), set)?;
            if request.temporary_password.is_some() {
                self.problem(path, "has a Password and a TemporaryPassword: which one?");
            }
        }
        self.add(path.to_owned(), What::User { request, password, groups: groups? });
        Some(())
    }

    fn identity_pool(&mut self, path: &str, value: Value) -> Option<()> {
        let (members, mut own) = self.parts(&forms::IDENTITY_POOL, path, value)?;
        let id = self.text(path, &mut own, "Id")?;
        let named = json!({ "IdentityPoolId": id });
        self.request_of::<identity_pools::DescribeIdentityPool>(&below(path, "Id"), named)?;
        let request = self.request::<identity_pools::CreateIdentityPool>(path, members)?;
        self.add(path.to_owned(), What::IdentityPool { id: id.clone(), request });
        if !own.is_empty() {
            own.insert("IdentityPoolId".to_owned(), id.into());
            own.entry("Roles").or_insert_with(|| json!({}));
            let path = below(path, "Roles");
            let roles = self.request::<identity_pools::SetIdentityPoolRoles>(&path, own)?;
            self.add(path, What::IdentityPoolRoles(roles));
        }
        Some(())
    }

    fn add(&mut self, path: String, what: What) {
        self.things.push(Thing { path, what });
    }
}

/// A policy document may be given as what it is, instead of as JSON in a text.
fn as_text(document: Value) -> Value {
    if document.is_object() { document.to_string().into() } else { document }
}
