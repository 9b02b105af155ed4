//! The steps of users themselves: they sign in, use and end their sessions, change their passwords and set up their apps.

use serde_json::{Value, json};
use tests::api::text;

use super::{
    app::Authenticator,
    known::{Session, Status},
    site::{Site, compare_outcome},
    step::NAMES,
};

/// A fifth wrong password locks a name for a while, which is no part of the model.
const WRONG_MAX: usize = 4;

impl Site<'_> {
    /// Somebody gives a name and a password; `user` is whose name it is.
    pub(super) fn sign_in(&mut self, given: &'static str, user: Option<usize>, right: bool) {
        let wrong = self.refused.entry(user.map_or(given, |user| NAMES[user])).or_default();
        if *wrong >= WRONG_MAX {
            return;
        }
        let user = user.filter(|user| self.known.users.contains_key(user));
        let password = user.filter(|_| right).map(|user| self.known.users[&user].password.clone());
        let parameters =
            json!({"USERNAME": given, "PASSWORD": password.as_deref().unwrap_or("Wrong-Engine-0")});
        let body =
            json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let expected = match (user.map(|user| &self.known.users[&user]), password) {
            (Some(user), Some(_)) if !user.enabled => Err("NotAuthorizedException"),
            (Some(user), Some(_)) if user.status == Status::Unconfirmed => Err("UserNotConfirmedException"),
            (Some(_), Some(_)) => Ok(()),
            (Some(_) | None, _) => Err("NotAuthorizedException"),
        };
        *wrong = if expected.is_ok() { 0 } else { *wrong + 1 };
        let answer = self.public("InitiateAuth", &body);
        compare_outcome("InitiateAuth", &body, &answer, expected);
        if let (Some(user), Ok(())) = (user, expected) {
            self.finish(user, answer.json());
        }
    }

    /// Answers what a sign-in asks for: another password, and the code of the app.
    fn finish(&mut self, user: usize, mut answer: Value) {
        if self.known.users[&user].status == Status::Invited {
            assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
            let password = self.new_password();
            answer = self.respond(user, &answer, "NEW_PASSWORD", &password);
            let user = self.known.user(user).unwrap();
            (user.password, user.status) = (password, Status::Confirmed);
        }
        if self.known.users[&user].app_is_on {
            assert_eq!(answer["ChallengeName"], "SOFTWARE_TOKEN_MFA");
            let code = self.known.user(user).unwrap().app.as_mut().and_then(Authenticator::next_code);
            // Until the next code is shown the sign-in stays where it is.
            let Some(code) = code else { return };
            answer = self.respond(user, &answer, "SOFTWARE_TOKEN_MFA_CODE", &code);
        }
        let tokens = &answer["AuthenticationResult"];
        let number = self.known.users[&user].number;
        self.known.sessions.push(Session {
            user: number,
            name: user,
            access: text(&tokens["AccessToken"]),
            refresh: text(&tokens["RefreshToken"]),
            ended: false,
        });
    }

    fn respond(&self, user: usize, challenge: &Value, name: &str, value: &str) -> Value {
        let body = json!({
            "ClientId": self.client,
            "ChallengeName": challenge["ChallengeName"],
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": NAMES[user], name: value},
        });
        let answer = self.public("RespondToAuthChallenge", &body);
        compare_outcome("RespondToAuthChallenge", &body, &answer, Ok(()));
        answer.json()
    }

    /// A step on a session, by its place among the newest; none where there are not as many.
    pub(super) fn with(&mut self, place: usize, step: impl FnOnce(&mut Self, usize)) {
        if let Some(session) = self.known.sessions.len().checked_sub(place + 1) {
            step(self, session);
        }
    }

    /// A call with the access token of a session, which is refused once the session has ended.
    fn call(&self, session: usize, operation: &str, mut body: Value) -> Option<Value> {
        let session = &self.known.sessions[session];
        body["AccessToken"] = json!(session.access);
        let answer = self.public(operation, &body);
        let expected = self.known.access(operation, session);
        compare_outcome(operation, &body, &answer, expected);
        expected.ok().map(|()| if answer.body.is_empty() { Value::Null } else { answer.json() })
    }

    pub(super) fn look(&mut self, session: usize) {
        if let Some(shown) = self.call(session, "GetUser", json!({})) {
            assert_eq!(shown["Username"], NAMES[self.known.sessions[session].name]);
        }
    }

    pub(super) fn refresh(&mut self, session: usize) {
        let Session { refresh, ended, .. } = &self.known.sessions[session];
        let parameters = json!({"REFRESH_TOKEN": refresh});
        let body =
            json!({"ClientId": self.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
        let answer = self.public("InitiateAuth", &body);
        let expected = if *ended { Err("NotAuthorizedException") } else { Ok(()) };
        compare_outcome("InitiateAuth", &body, &answer, expected);
        if !ended {
            self.known.sessions[session].access = text(&answer.json()["AuthenticationResult"]["AccessToken"]);
        }
    }

    pub(super) fn sign_out(&mut self, session: usize) {
        if self.call(session, "GlobalSignOut", json!({})).is_some() {
            self.known.sign_out(self.known.sessions[session].name).unwrap();
        }
    }

    pub(super) fn revoke(&mut self, session: usize) {
        let body = json!({"ClientId": self.client, "Token": self.known.sessions[session].refresh});
        compare_outcome("RevokeToken", &body, &self.public("RevokeToken", &body), Ok(()));
        self.known.sessions[session].ended = true;
    }

    pub(super) fn change_password(&mut self, session: usize) {
        let name = self.known.sessions[session].name;
        let previous = self.known.users.get(&name).map_or("Some-Engine-0", |user| &user.password).to_owned();
        let proposed = self.new_password();
        let body = json!({"PreviousPassword": previous, "ProposedPassword": proposed});
        if self.call(session, "ChangePassword", body).is_some() {
            // A temporary password stays one: the status is kept.
            self.known.user(name).unwrap().password = proposed;
        }
    }

    pub(super) fn set_up_app(&mut self, session: usize) {
        let Some(associated) = self.call(session, "AssociateSoftwareToken", json!({})) else { return };
        let mut app = Authenticator::new(&text(&associated["SecretCode"]));
        let code = app.next_code().unwrap();
        self.call(session, "VerifySoftwareToken", json!({"UserCode": code}));
        let on = json!({"SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}});
        self.call(session, "SetUserMFAPreference", on);
        let user = self.known.user(self.known.sessions[session].name).unwrap();
        (user.app, user.app_is_on) = (Some(app), true);
    }

    pub(super) fn switch_app_off(&mut self, session: usize) {
        let off = json!({"SoftwareTokenMfaSettings": {"Enabled": false}});
        if self.call(session, "SetUserMFAPreference", off).is_some() {
            self.known.user(self.known.sessions[session].name).unwrap().app_is_on = false;
        }
    }
}
