//! A pool of its own for a sequence: takes each step there and in the model, and compares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::{
    api::{Administrator, USER_POOLS, text},
    http::{Answer, Connection, Request},
    server::Recognito,
};

use super::{
    known::{Expected, Known, Status},
    step::{ADDRESSES, GROUPS, NAMES, Step},
};

/// The pool and its model.
pub(super) struct Site<'a> {
    server: &'a Recognito,
    administrator: Administrator,
    pool: String,
    pub(super) client: String,
    pub(super) known: Known,
    /// Sign-ins that were refused, by the name that was given.
    pub(super) refused: BTreeMap<&'static str, usize>,
    /// Passwords made so far.
    passwords: usize,
}

impl<'a> Site<'a> {
    pub(super) fn new(server: &'a Recognito) -> Self {
        let administrator = Administrator::of(server);
        let pool = json!({"PoolName": "model", "AliasAttributes": ["email"]});
        let pool = text(&administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
        let mfa = json!({
            "UserPoolId": pool,
            "MfaConfiguration": "OPTIONAL",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
        });
        administrator.user_pools("SetUserPoolMfaConfig", &mfa);
        let client = json!({
            "UserPoolId": pool,
            "ClientName": "model",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
        });
        let client = administrator.user_pools("CreateUserPoolClient", &client);
        let client = text(&client["UserPoolClient"]["ClientId"]);
        let (known, refused) = (Known::default(), BTreeMap::new());
        Self { server, administrator, pool, client, known, refused, passwords: 0 }
    }

    /// Takes a step, whose outcome must be the model's.
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::SignUp(user) => self.sign_up(user),
            Step::Confirm(user) => self.manage("AdminConfirmSignUp", user, json!({}), Known::confirm),
            Step::Invite(user) => self.invite(user),
            Step::SetPassword { user, lasting } => self.set_password(user, lasting),
            Step::GiveAddress { user, address } => self.give_address(user, address),
            Step::Delete(user) => self.manage("AdminDeleteUser", user, json!({}), Known::delete),
            Step::Disable(user) => {
                self.manage("AdminDisableUser", user, json!({}), |known, user| known.switch(user, false));
            }
            Step::Enable(user) => {
                self.manage("AdminEnableUser", user, json!({}), |known, user| known.switch(user, true));
            }
            Step::SignOutUser(user) => {
                self.manage("AdminUserGlobalSignOut", user, json!({}), Known::sign_out);
            }
            Step::MakeGroup(group) => {
                let expected = self.known.make_group(group);
                self.administer("CreateGroup", json!({"GroupName": GROUPS[group]}), expected);
            }
            Step::EndGroup(group) => {
                let expected = self.known.end_group(group);
                self.administer("DeleteGroup", json!({"GroupName": GROUPS[group]}), expected);
            }
            Step::Join { user, group } => {
                let named = json!({"GroupName": GROUPS[group]});
                self.manage("AdminAddUserToGroup", user, named, |known, user| known.join(user, group));
            }
            Step::Leave { user, group } => {
                let named = json!({"GroupName": GROUPS[group]});
                self.manage("AdminRemoveUserFromGroup", user, named, |known, user| known.leave(user, group));
            }
            Step::SignIn { user, right } => self.sign_in(NAMES[user], Some(user), right),
            Step::SignInByAddress { address, right } => {
                self.sign_in(ADDRESSES[address], self.known.holder(address), right);
            }
            Step::Refresh(session) => self.with(session, Self::refresh),
            Step::Look(session) => self.with(session, Self::look),
            Step::SignOut(session) => self.with(session, Self::sign_out),
            Step::Revoke(session) => self.with(session, Self::revoke),
            Step::ChangePassword(session) => self.with(session, Self::change_password),
            Step::SetUpApp(session) => self.with(session, Self::set_up_app),
            Step::SwitchAppOff(session) => self.with(session, Self::switch_app_off),
        }
    }

    pub(super) fn new_password(&mut self) -> String {
        self.passwords += 1;
        format!("Analytical-Engine-{}", self.passwords)
    }

    pub(super) fn public(&self, operation: &str, body: &Value) -> Answer {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap()
    }

    fn signed(&self, operation: &str, mut body: Value) -> Answer {
        body["UserPoolId"] = json!(self.pool);
        self.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), &body)
    }

    fn administer(&self, operation: &str, body: Value, expected: Expected) {
        compare_outcome(operation, &body.clone(), &self.signed(operation, body), expected);
    }

    /// An administrator's operation on a user.
    fn manage(
        &mut self,
        operation: &str,
        user: usize,
        mut body: Value,
        model: impl FnOnce(&mut Known, usize) -> Expected,
    ) {
        body["Username"] = json!(NAMES[user]);
        let expected = model(&mut self.known, user);
        self.administer(operation, body, expected);
    }

    fn sign_up(&mut self, user: usize) {
        let password = self.new_password();
        let body = json!({"ClientId": self.client, "Username": NAMES[user], "Password": password});
        let expected = self.make(user, &password, Status::Unconfirmed);
        compare_outcome("SignUp", &body, &self.public("SignUp", &body), expected);
    }

    fn invite(&mut self, user: usize) {
        let password = self.new_password();
        let body = json!({"TemporaryPassword": password, "MessageAction": "SUPPRESS"});
        let expected = self.make(user, &password, Status::Invited);
        self.manage("AdminCreateUser", user, body, |_, _| expected);
    }

    /// What was refused of a name before does not count against its new user.
    fn make(&mut self, user: usize, password: &str, status: Status) -> Expected {
        self.known.make(user, password, status)?;
        self.refused.remove(NAMES[user]);
        Ok(())
    }

    fn set_password(&mut self, user: usize, lasting: bool) {
        let password = self.new_password();
        let body = json!({"Password": password, "Permanent": lasting});
        self.manage("AdminSetUserPassword", user, body, |known, user| {
            known.set_password(user, &password, lasting)
        });
    }

    fn give_address(&mut self, user: usize, address: usize) {
        let attributes = json!([
            {"Name": "email", "Value": ADDRESSES[address]},
            {"Name": "email_verified", "Value": "true"},
        ]);
        let body = json!({"UserAttributes": attributes});
        self.manage("AdminUpdateUserAttributes", user, body, |known, user| known.give_address(user, address));
    }

    /// Holds all that can be read against the model; gives how many sessions there were.
    pub(super) fn compare(&mut self) -> usize {
        let listed = self.signed("ListUsers", json!({})).json();
        let listed: BTreeSet<String> =
            listed["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])).collect();
        let known = self.known.users.keys().map(|user| NAMES[*user].to_owned()).collect();
        assert_eq!(listed, known, "ListUsers");
        for (name, user) in &self.known.users {
            let named = json!({"Username": NAMES[*name]});
            let shown = self.signed("AdminGetUser", named.clone()).json();
            assert_eq!(shown["UserStatus"], user.status.name(), "{}", NAMES[*name]);
            assert_eq!(shown["Enabled"], user.enabled, "{}", NAMES[*name]);
            let factor = user.app_is_on.then_some("SOFTWARE_TOKEN_MFA");
            assert_eq!(shown["PreferredMfaSetting"].as_str(), factor, "{}", NAMES[*name]);
            assert_eq!(attribute(&shown, "email").as_deref(), Known::shown_address(user), "{}", NAMES[*name]);
            let groups = self.signed("AdminListGroupsForUser", named).json();
            let groups = names(&groups["Groups"], "GroupName");
            assert_eq!(groups, user.groups.iter().map(|group| GROUPS[*group].to_owned()).collect());
        }
        for group in &self.known.groups {
            let members = self.signed("ListUsersInGroup", json!({"GroupName": GROUPS[*group]})).json();
            let of = self.known.users.iter().filter(|(_, user)| user.groups.contains(group));
            let of: BTreeSet<String> = of.map(|(name, _)| NAMES[*name].to_owned()).collect();
            assert_eq!(names(&members["Users"], "Username"), of, "ListUsersInGroup {}", GROUPS[*group]);
        }
        let sessions = self.known.sessions.len();
        (0..sessions).for_each(|session| self.look(session));
        sessions
    }
}

fn attribute(shown: &Value, name: &str) -> Option<String> {
    let attributes = shown["UserAttributes"].as_array().unwrap();
    attributes.iter().find(|attribute| attribute["Name"] == name).map(|attribute| text(&attribute["Value"]))
}

fn names(list: &Value, member: &str) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|item| text(&item[member])).collect()
}

/// Panics unless an answer is what the model expects.
pub(super) fn compare_outcome(operation: &str, body: &Value, answer: &Answer, expected: Expected) {
    let error = (answer.status != 200).then(|| text(&answer.json()["__type"]));
    assert_eq!(error.as_deref(), expected.err(), "{operation} {body}: {}", answer.text());
}
