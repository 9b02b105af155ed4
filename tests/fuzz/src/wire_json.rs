//! Bodies of the JSON protocol, for every operation of its services: `service:Operation`, then the body.

use wire::{Operation, Protocol, RequestParts, Typed, WireError};

use crate::input::{operation, parts, same};

/// More than any answer to a bad request may weigh, however large the request.
const LARGEST_ANSWER: usize = 2 << 20;

pub(crate) fn run(data: &[u8]) {
    let [name, body] = parts(data);
    let operation = operation(name, |service| service.protocol == Protocol::Json);
    let request = |body| RequestParts { method: "POST", raw_path: "/", raw_query: "", headers: &[], body };
    if let Some(value) = read(operation, &request(body)) {
        let again = wire::decode(operation, &request(value.to_string().as_bytes()));
        let again = again.expect("what was read and written is readable");
        assert!(same(&value, &again), "{operation:?}: {value} is read again as {again}");
    }
}

/// Reads a request all the way to the typed structure; what decoding made of it, if it can be read.
pub(crate) fn read(operation: &'static Operation, request: &RequestParts<'_>) -> Option<serde_json::Value> {
    let value = match wire::decode(operation, request) {
        Ok(value) => value,
        Err(error) => {
            answer(operation, &error);
            return None;
        }
    };
    match wire::check(operation, &value) {
        Ok(()) => typed(operation, request),
        Err(error) => answer(operation, &error),
    }
    Some(value)
}

fn answer(operation: &Operation, error: &WireError) {
    let error = error.answer(operation.service);
    assert!(
        (400..500).contains(&error.status),
        "{operation:?}: a bad request is answered as {}",
        error.status
    );
    let written = wire::encode_error(operation.service, &error, "request");
    assert!(written.body.len() < LARGEST_ANSWER, "{operation:?}: an answer of {} bytes", written.body.len());
    crate::wire_answer::is_well_formed(operation.service, &written.body);
}

/// What the model's constraints let through must fit the generated structure: for the operations that are served.
fn typed(operation: &'static Operation, request: &RequestParts<'_>) {
    macro_rules! each {
        ($($service:ident: $($name:ident)+;)+) => { $($(
            fits::<wire::$service::operations::$name>(operation, request);
        )+)+ };
    }
    each! {
        cognito_idp: AdminConfirmSignUp AdminCreateUser AdminDeleteUser AdminGetUser AdminSetUserPassword
            AdminUserGlobalSignOut ChangePassword ConfirmForgotPassword ConfirmSignUp CreateUserPool
            CreateUserPoolClient DeleteUser DeleteUserPool DeleteUserPoolClient DescribeUserPool
            DescribeUserPoolClient ForgotPassword GetTokensFromRefreshToken GetUser GlobalSignOut InitiateAuth
            ListUserPoolClients ListUserPools ListUsers ResendConfirmationCode RespondToAuthChallenge RevokeToken
            SignUp UpdateUserPool UpdateUserPoolClient;
        cognito_identity: CreateIdentityPool DeleteIdentityPool DescribeIdentityPool GetCredentialsForIdentity
            GetId GetIdentityPoolRoles GetOpenIdToken SetIdentityPoolRoles;
        cognito_sync: DeleteDataset DescribeDataset ListDatasets ListRecords UpdateRecords;
        sts: AssumeRoleWithWebIdentity GetCallerIdentity;
        iam: CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListRoles PutRolePolicy;
    }
}

fn fits<O: Typed>(operation: &'static Operation, request: &RequestParts<'_>) {
    if std::ptr::eq(O::operation(), operation) {
        let read = wire::read::<O::Input>(operation, request);
        assert!(read.is_ok(), "{operation:?}: what the model allows does not fit its structure");
    }
}
