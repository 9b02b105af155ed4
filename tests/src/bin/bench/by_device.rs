//! Sign-ins by SRP of users whose device is remembered: it proves itself by SRP too.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{seal::random_bytes, srp as server_srp};
use serde_json::json;
use tests::api::text;

use crate::{
    load::{Line, drive},
    place::{PASSWORD, Place, json_of, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, expect_tokens, initiate, respond},
    srp::{Person, client_public},
    timing::metered,
};

const DEVICE_PASSWORD: &str = "4d0b9a0e9b6c4c2e";

/// Measures. The clients compute as they go.
pub(crate) fn run(report: &mut Report, place: &Place, ceiling: f64) {
    let remembered = json!({"UserPoolId": place.pool,
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}});
    place.administrator.user_pools("UpdateUserPool", &remembered);
    let devices: Vec<Device> = (0..CLIENTS).map(|n| Device::confirmed(place, n)).collect();
    let open = async |n: usize| (Line::open(place.authority()).await, &devices[n], None);
    let measured = metered(&place.meter(), || {
        drive(CLIENTS, open, async |(line, device, person): &mut (Line, &Device, Option<Person>)| {
            device.sign_in(place, line, person).await;
        })
    });
    let of = Ceiling::new("six powers, two RS256", ceiling);
    report.add(format!("sign-in by SRP and device, {CLIENTS} conn."), measured, of);
}

/// A remembered device.
struct Device {
    user: usize,
    key: String,
    /// Its half of SRP.
    proof: Person,
}

impl Device {
    /// That of a user who signs in with it for the first time.
    fn confirmed(place: &Place, n: usize) -> Self {
        let signed_in = place.sign_in(n);
        let (key, group) =
            (&signed_in["NewDeviceMetadata"]["DeviceKey"], &signed_in["NewDeviceMetadata"]["DeviceGroupKey"]);
        let (key, group) = (text(key), text(group));
        let salt = server_srp::canonical_salt(random_bytes());
        let verifier = server_srp::make_verifier(&group, &key, DEVICE_PASSWORD, salt);
        let salt = hex::decode(verifier.salt_hex()).unwrap();
        let config =
            json!({"PasswordVerifier": STANDARD.encode(verifier.v()), "Salt": STANDARD.encode(salt)});
        let confirm = json!({"AccessToken": signed_in["AccessToken"], "DeviceKey": key,
            "DeviceSecretVerifierConfig": config});
        place.call("ConfirmDevice", &confirm);
        let proof = Person::new(&group, &key, DEVICE_PASSWORD, &verifier.salt_hex());
        Self { user: n, key, proof }
    }

    async fn sign_in(&self, place: &Place, line: &mut Line, person: &mut Option<Person>) {
        let parameters =
            json!({"USERNAME": user(self.user), "SRP_A": client_public(), "DEVICE_KEY": self.key});
        let challenge = json_of(line.ask(&initiate(place, "USER_SRP_AUTH", &parameters)).await);
        let challenge = &challenge["ChallengeParameters"];
        let (user_id, salt) = (text(&challenge["USER_ID_FOR_SRP"]), text(&challenge["SALT"]));
        let person = person.get_or_insert_with(|| Person::new(place.pool_name(), &user_id, PASSWORD, &salt));
        let who = json!({"USERNAME": user_id, "DEVICE_KEY": self.key});
        let claim = person.claim(challenge, &who);
        let answer = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": claim});
        let asked = json_of(line.ask(&respond(place, &answer)).await);
        let mut begin = who.clone();
        begin["SRP_A"] = client_public().into();
        let answer = json!({"ChallengeName": "DEVICE_SRP_AUTH", "Session": asked["Session"], "ChallengeResponses": begin});
        let challenge = json_of(line.ask(&respond(place, &answer)).await);
        let claim = self.proof.claim(&challenge["ChallengeParameters"], &who);
        let last = json!({"ChallengeName": "DEVICE_PASSWORD_VERIFIER", "ChallengeResponses": claim});
        expect_tokens(line.ask(&respond(place, &last)).await);
    }
}
