//! Which ledgers a call is going to read, as far as its input says: that of the account for a caller with credentials, and those of the
//! pools that are named. What is left out here costs the call some time, and nothing else.

use app::{Settings, identity_pools::user_pool_of};
use domain::LedgerId;
use serde_json::Value;
use wire::Operation;

/// Members whose values are the ids of pools.
const POOLS: [&str; 2] = ["UserPoolId", "IdentityPoolId"];

/// The ledgers; none where there is only one, for the first read asks for it as soon.
pub(crate) fn of(settings: &Settings, operation: &Operation, input: &Value) -> Vec<LedgerId> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    // An identity's id leads to its pool by the account's ledger.
    let account = (!operation.unsigned || text("IdentityId").is_some()).then(LedgerId::account);
    let named = POOLS.into_iter().filter_map(text).map(LedgerId::new);
    let logins = input.get("Logins").and_then(Value::as_object).into_iter().flat_map(|logins| logins.keys());
    let user_pools = logins.filter_map(|login| user_pool_of(settings, login)).map(LedgerId::new);
    let ledgers: Vec<_> = account.into_iter().chain(named).chain(user_pools).collect();
    if ledgers.len() > 1 { ledgers } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::{Service, cognito_identity, cognito_idp, cognito_sync, iam};

    use super::*;

    fn of_input(service: &Service, operation: &str, input: &Value) -> Vec<String> {
        let settings = Settings {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            public_url: "http://localhost:9229".to_owned(),
            fixed_code: None,
        };
        let ledgers = of(&settings, service.operation(operation).unwrap(), input);
        ledgers.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_signed_call_reads_the_account_and_the_pool_that_it_names() {
        let pool = json!({"UserPoolId": "us-east-1_a", "Username": "ada"});
        assert_eq!(of_input(&cognito_idp::SERVICE, "AdminGetUser", &pool), ["account", "us-east-1_a"]);
        let records =
            json!({"IdentityPoolId": "us-east-1:p", "IdentityId": "us-east-1:i", "DatasetName": "d"});
        assert_eq!(of_input(&cognito_sync::SERVICE, "ListRecords", &records), ["account", "us-east-1:p"]);
    }

    #[test]
    fn an_unsigned_call_reads_the_pools_of_its_logins() {
        let login = "cognito-idp.us-east-1.amazonaws.com/us-east-1_a";
        let input = json!({"IdentityPoolId": "us-east-1:p", "Logins": {login: "token", "graph.facebook.com": "token"}});
        assert_eq!(of_input(&cognito_identity::SERVICE, "GetId", &input), ["us-east-1:p", "us-east-1_a"]);
        let input = json!({"IdentityId": "us-east-1:i", "Logins": {login: "token"}});
        let read = of_input(&cognito_identity::SERVICE, "GetCredentialsForIdentity", &input);
        assert_eq!(read, ["account", "us-east-1_a"]);
    }

    #[test]
    fn what_reads_one_ledger_prepares_nothing() {
        let none: [&str; 0] = [];
        assert_eq!(of_input(&iam::SERVICE, "GetRole", &json!({"RoleName": "app"})), none);
        let guest = json!({"IdentityPoolId": "us-east-1:p"});
        assert_eq!(of_input(&cognito_identity::SERVICE, "GetId", &guest), none);
    }
}
