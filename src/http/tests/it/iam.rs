//! IAM: each operation's calls.

use serde_json::{Value, json};

use crate::{
    desk::{Sheet, of, with},
    identity_pools::{ALLOW_SYNC, trust},
};

/// What a role is made with.
fn role(name: &str) -> Value {
    json!({ "RoleName": name, "AssumeRolePolicyDocument": trust("us-east-1:pool", "unauthenticated") })
}

/// Makes the role `guest` with the policy `sync`; gives how it is named.
async fn guest(sheet: &Sheet) -> Value {
    sheet.ask("iam:CreateRole", role("guest")).await;
    let policy = json!({ "RoleName": "guest", "PolicyName": "sync", "PolicyDocument": ALLOW_SYNC });
    sheet.ask("iam:PutRolePolicy", policy).await;
    json!({ "RoleName": "guest" })
}

/// A trust policy that names a principal of AWS's.
fn trust_of(arn: &str) -> String {
    let allow = json!({ "Effect": "Allow", "Principal": { "AWS": arn }, "Action": "sts:AssumeRole" });
    json!({ "Version": "2012-10-17", "Statement": [allow] }).to_string()
}

/// What every operation on a role refuses.
async fn no_role(sheet: &Sheet, input: &Value) {
    sheet.refused("the role is not there", with(input, json!({ "RoleName": "nobody" }))).await;
    sheet.refused("a name that is none", with(input, json!({ "RoleName": "a?b" }))).await;
}

#[test]
fn create_role() {
    of("iam:CreateRole", async |sheet: &Sheet| {
        sheet.refused_as_signed(&role("guest")).await;
        sheet.good("a role", role("guest")).await;
        let whole = json!({ "Path": "/visitors/", "Description": "For all", "MaxSessionDuration": 7_200,
            "Tags": [{ "Key": "team", "Value": "identity" }] });
        sheet.good("with everything", with(&role("visitor"), whole)).await;
        sheet.refused("the name is taken", role("guest")).await;
        sheet.refused("the name is taken in another case", role("GUEST")).await;
        let fresh = role("fresh");
        sheet.refused("no policy", with(&fresh, json!({ "AssumeRolePolicyDocument": "garbage" }))).await;
        let vague = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*" }] });
        let vague = json!({ "AssumeRolePolicyDocument": vague.to_string() });
        sheet.refused("a policy that trusts nobody", with(&fresh, vague)).await;
        sheet.refused("sessions of a minute", with(&fresh, json!({ "MaxSessionDuration": 60 }))).await;
        let long = trust(&"p".repeat(2_048), "unauthenticated");
        sheet.learn(&"p".repeat(2_048), "2,048 letters");
        sheet
            .refused("a policy that is too long", with(&fresh, json!({ "AssumeRolePolicyDocument": long })))
            .await;
        sheet.refused("a name that is none", role("a?b")).await;
    });
}

#[test]
fn get_role() {
    of("iam:GetRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.good("a role", guest.clone()).await;
        sheet.good("by its name in another case", json!({ "RoleName": "GUEST" })).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn delete_role() {
    of("iam:DeleteRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.refused("a role with a policy", guest.clone()).await;
        sheet.ask("iam:DeleteRolePolicy", with(&guest, json!({ "PolicyName": "sync" }))).await;
        sheet.good("a role is deleted", guest.clone()).await;
        sheet.refused("again", guest.clone()).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn list_roles() {
    of("iam:ListRoles", async |sheet: &Sheet| {
        sheet.refused_as_signed(&json!({})).await;
        guest(sheet).await;
        sheet.ask("iam:CreateRole", with(&role("visitor"), json!({ "Path": "/visitors/" }))).await;
        sheet.good("all", json!({})).await;
        sheet.good("under a path", json!({ "PathPrefix": "/visitors/" })).await;
        let first = sheet.desk.answer("iam:ListRoles", &json!({ "MaxItems": 1 })).await.body;
        let marker = first.split_once("<Marker>").unwrap().1.split('<').next().unwrap().to_owned();
        sheet.learn(&marker, "Marker");
        sheet.good("the second", json!({ "MaxItems": 1, "Marker": marker })).await;
        sheet.refused("no page", json!({ "Marker": "garbage" })).await;
        sheet.refused("no path", json!({ "PathPrefix": "visitors" })).await;
    });
}

#[test]
fn put_role_policy() {
    of("iam:PutRolePolicy", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        let put = with(&guest, json!({ "PolicyName": "all", "PolicyDocument": ALLOW_SYNC }));
        sheet.refused_as_signed(&put).await;
        sheet.good("a policy", put.clone()).await;
        sheet.good("again", put.clone()).await;
        sheet.refused("no policy", with(&put, json!({ "PolicyDocument": "garbage" }))).await;
        let long = ALLOW_SYNC.replace("sync:*", &format!("sync:{}", "s".repeat(10_240)));
        sheet.learn(&"s".repeat(10_240), "10,240 letters");
        sheet.refused("a value that is too long", with(&put, json!({ "PolicyDocument": long }))).await;
        no_role(sheet, &put).await;
    });
}

#[test]
fn get_role_policy() {
    of("iam:GetRolePolicy", async |sheet: &Sheet| {
        let policy = with(&guest(sheet).await, json!({ "PolicyName": "sync" }));
        sheet.refused_as_signed(&policy).await;
        sheet.good("a policy", policy.clone()).await;
        sheet.refused("it is not there", with(&policy, json!({ "PolicyName": "other" }))).await;
        no_role(sheet, &policy).await;
    });
}

#[test]
fn delete_role_policy() {
    of("iam:DeleteRolePolicy", async |sheet: &Sheet| {
        let policy = with(&guest(sheet).await, json!({ "PolicyName": "sync" }));
        sheet.refused_as_signed(&policy).await;
        sheet.good("a policy is deleted", policy.clone()).await;
        sheet.refused("again", policy.clone()).await;
        no_role(sheet, &policy).await;
    });
}

#[test]
fn list_role_policies() {
    of("iam:ListRolePolicies", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.good("one", guest.clone()).await;
        let other = with(&guest, json!({ "PolicyName": "all", "PolicyDocument": ALLOW_SYNC }));
        sheet.ask("iam:PutRolePolicy", other).await;
        sheet.good("both, by name", guest.clone()).await;
        let one = with(&guest, json!({ "MaxItems": 1 }));
        let first = sheet.desk.answer("iam:ListRolePolicies", &one).await.body;
        let marker = first.split_once("<Marker>").unwrap().1.split('<').next().unwrap().to_owned();
        sheet.learn(&marker, "Marker");
        sheet.good("the first", one.clone()).await;
        sheet.good("the second", with(&one, json!({ "Marker": marker }))).await;
        sheet.ask("iam:CreateRole", role("none")).await;
        sheet.good("none", json!({ "RoleName": "none" })).await;
        let other = json!({ "RoleName": "none", "Marker": marker });
        sheet.refused("a page of another role", other).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn list_attached_role_policies() {
    of("iam:ListAttachedRolePolicies", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.good("none", guest.clone()).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn list_instance_profiles_for_role() {
    of("iam:ListInstanceProfilesForRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.good("none", guest.clone()).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn update_assume_role_policy() {
    of("iam:UpdateAssumeRolePolicy", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        let users = trust("us-east-1:pool", "authenticated");
        let update = with(&guest, json!({ "PolicyDocument": users }));
        sheet.refused_as_signed(&update).await;
        sheet.good("users are trusted instead of guests", update.clone()).await;
        let shown = shown(sheet, &guest).await;
        assert!(shown.contains("amr%22%3A%22authenticated"), "{shown}");
        sheet.refused("no policy", with(&update, json!({ "PolicyDocument": "garbage" }))).await;
        let nobody = trust_of("arn:aws:iam::123456789012:role/nobody");
        sheet.refused("a role that is not there", with(&update, json!({ "PolicyDocument": nobody }))).await;
        let long = trust(&"p".repeat(2_048), "unauthenticated");
        sheet.learn(&"p".repeat(2_048), "2,048 letters");
        sheet.refused("a policy that is too long", with(&update, json!({ "PolicyDocument": long }))).await;
        no_role(sheet, &update).await;
    });
}

/// The answer of `GetRole`.
async fn shown(sheet: &Sheet, role: &Value) -> String {
    sheet.desk.answer("iam:GetRole", role).await.body
}

fn tags(pairs: &[(&str, &str)]) -> Value {
    let tag = |(key, value): &(&str, &str)| json!({ "Key": key, "Value": value });
    json!({ "Tags": pairs.iter().map(tag).collect::<Vec<_>>() })
}

#[test]
fn tag_role() {
    of("iam:TagRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        let tag = with(&guest, tags(&[("team", "identity"), ("stage", "test")]));
        sheet.refused_as_signed(&tag).await;
        sheet.good("two tags", tag.clone()).await;
        sheet.good("another value and another case", with(&guest, tags(&[("Team", "shop")]))).await;
        let shown = shown(sheet, &guest).await;
        let (team, stage) = ("<Key>Team</Key><Value>shop</Value>", "<Key>stage</Key><Value>test</Value>");
        assert!(
            shown.contains(team) && shown.contains(stage) && !shown.contains("identity</Value>"),
            "{shown}"
        );
        let twice = tags(&[("a", "1"), ("A", "2")]);
        sheet.refused("a key twice", with(&guest, twice)).await;
        let many: Vec<String> = (0..49).map(|n| format!("k{n}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|key| (key.as_str(), "v")).collect();
        sheet.refused("more than a role may have", with(&guest, tags(&many))).await;
        sheet.refused("a key that is none", with(&guest, tags(&[("a?", "1")]))).await;
        no_role(sheet, &tag).await;
    });
}

#[test]
fn untag_role() {
    of("iam:UntagRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.ask("iam:TagRole", with(&guest, tags(&[("team", "identity"), ("stage", "test")]))).await;
        let untag = with(&guest, json!({ "TagKeys": ["TEAM", "unknown"] }));
        sheet.refused_as_signed(&untag).await;
        sheet.good("a tag, by its key in another case", untag.clone()).await;
        sheet.good("again", untag.clone()).await;
        let shown = shown(sheet, &guest).await;
        assert!(shown.contains("<Key>stage</Key>") && !shown.contains("<Key>team</Key>"), "{shown}");
        no_role(sheet, &untag).await;
    });
}

#[test]
fn list_role_tags() {
    of("iam:ListRoleTags", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        sheet.refused_as_signed(&guest).await;
        sheet.good("none", guest.clone()).await;
        sheet.ask("iam:TagRole", with(&guest, tags(&[("team", "identity"), ("stage", "test")]))).await;
        sheet.good("both, by key", guest.clone()).await;
        let one = with(&guest, json!({ "MaxItems": 1 }));
        let first = sheet.desk.answer("iam:ListRoleTags", &one).await.body;
        let marker = first.split_once("<Marker>").unwrap().1.split('<').next().unwrap().to_owned();
        sheet.learn(&marker, "Marker");
        let second = json!({ "Marker": marker });
        sheet.good("the second", with(&one, second.clone())).await;
        let policies = sheet.desk.answer("iam:ListRolePolicies", &with(&guest, second)).await;
        assert_eq!(policies.status, 400, "a page of another list");
        sheet.refused("no page", with(&guest, json!({ "Marker": "garbage" }))).await;
        no_role(sheet, &guest).await;
    });
}

#[test]
fn update_role() {
    of("iam:UpdateRole", async |sheet: &Sheet| {
        let guest = guest(sheet).await;
        let update = with(&guest, json!({ "Description": "For all", "MaxSessionDuration": 7_200 }));
        sheet.refused_as_signed(&update).await;
        sheet.good("both", update.clone()).await;
        let changed = shown(sheet, &guest).await;
        assert!(changed.contains("<Description>For all</Description>"), "{changed}");
        assert!(changed.contains("<MaxSessionDuration>7200</MaxSessionDuration>"), "{changed}");
        sheet.good("nothing", guest.clone()).await;
        let unset = shown(sheet, &guest).await;
        assert!(unset.contains("<Description>For all</Description>"), "{unset}");
        assert!(unset.contains("<MaxSessionDuration>3600</MaxSessionDuration>"), "{unset}");
        sheet.refused("sessions of a minute", with(&update, json!({ "MaxSessionDuration": 60 }))).await;
        no_role(sheet, &update).await;
    });
}
