//! What an identity is issued: credentials by the enhanced flow, web identity tokens for the classic one.

use std::collections::BTreeMap;

use domain::{
    Moment, Timestamp,
    identity_pools::identity::{self, Flow, commands::IssueToken},
};

use crate::{
    Answer, Fault,
    identity_pools::{
        IdentityPools,
        identities::Admitted,
        provider_names::user_pool_of,
        role_choice::{self, Mapped},
    },
    refusals,
    sts::{assumption::Assumption, temporary::TemporaryCredentials, web_identity::WebIdentity},
};

/// Life of credentials of the enhanced flow; the role's own bound does not count there.
const CREDENTIALS_SECONDS: i64 = 3600;
/// Life of a token of `GetOpenIdToken`.
const TOKEN_SECONDS: i64 = 600;
/// The name of every session of the enhanced flow.
const SESSION_NAME: &str = "CognitoIdentityCredentials";

/// The most that guests' credentials of the enhanced flow can allow, even where their role permits more ("Access policies for
/// unauthenticated identities", Amazon Cognito Developer Guide).
const GUEST_LIMIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":[
"execute-api:*","appsync:*","cloudwatch:*","logs:*","codewhisperer:*","cognito-identity:*","cognito-idp:*","cognito-sync:*",
"comprehend:*","dynamodb:*","firehose:*","gamelift:*","iot:*","kinesisanalytics:*","lambda:*","lex:*","geo:*","machinelearning:*",
"mobileanalytics:*","mobiletargeting:*","personalize:*","polly:*","rekognition:*","s3:*","ses:*","sdb:*","sns:*","sqs:*",
"transcribe:*","translate:*","kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","sagemaker:InvokeEndpoint",
"textract:DetectDocumentText","textract:AnalyzeDocument","sumerian:View*","rum:PutRumEvents"]}]}"#;

/// What `GetCredentialsForIdentity` gives.
pub struct Vended {
    /// The identity: not always the one that was asked for.
    pub identity_id: String,
    /// Its credentials.
    pub credentials: TemporaryCredentials,
}

impl IdentityPools {
    /// `GetCredentialsForIdentity`: the pool chooses the role, unless it lets the caller choose.
    pub async fn credentials_for_identity(
        &self,
        identity_id: &str,
        logins: &BTreeMap<String, String>,
        custom_role: Option<&str>,
        moment: &Moment,
    ) -> Answer<Vended> {
        let admitted = self.admit(identity_id, logins, moment).await?;
        let role_arn = self.choose_role(&admitted, custom_role)?;
        let role = self.iam.role_by_arn(&role_arn).await?;
        let identity = web_identity(&admitted);
        let assumption = Assumption {
            identity: &identity,
            session_name: SESSION_NAME,
            seconds: CREDENTIALS_SECONDS,
            policies: if admitted.logins.is_empty() { vec![GUEST_LIMIT.to_owned()] } else { Vec::new() },
            flow: Flow::Enhanced,
        };
        let assumed = self.sts.assume(assumption, role, moment).await?;
        let (_, credentials) = assumed.ok_or_else(role_choice::misconfigured)?;
        Ok(Vended { identity_id: admitted.identity_id, credentials })
    }

    /// `GetOpenIdToken`: the identity, and its token.
    pub async fn open_id_token(
        &self,
        identity_id: &str,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<(String, String)> {
        let admitted = self.admit(identity_id, logins, moment).await?;
        check_classic(&admitted)?;
        let expires_at = moment.now.plus_seconds(TOKEN_SECONDS);
        let token = self.sts.sign_web_identity(web_identity(&admitted), moment.now, expires_at).await?;
        self.record_token(&admitted, expires_at, moment).await?;
        Ok((admitted.identity_id, token))
    }

    async fn record_token(&self, admitted: &Admitted, expires_at: Timestamp, moment: &Moment) -> Answer<()> {
        let stream = identity::stream(&admitted.pool.id, &admitted.identity_id);
        let issued = self.core.directories.identities.ask(&stream, IssueToken { expires_at }, moment).await;
        issued.map_err(|failure| refusals::of_identity(&admitted.identity_id, failure))
    }

    fn choose_role(&self, admitted: &Admitted, custom: Option<&str>) -> Answer<String> {
        let roles = &admitted.pool.roles;
        if admitted.logins.is_empty() {
            return role_choice::of_guest(roles, custom);
        }
        // A key is `<user pool>:<client id>`, with the user pool named in any form that `Logins` takes.
        let mapped = admitted.logins.iter().find_map(|proven| {
            let is_of = |key: &str| {
                let (provider, client) = key.rsplit_once(':')?;
                let pool = user_pool_of(&self.core.settings, provider)?;
                (pool == proven.user_pool_id && client == proven.client_id).then_some(())
            };
            let (provider, mapping) = roles.mappings.iter().find(|(key, _)| is_of(key).is_some())?;
            Some(Mapped { provider, mapping, claims: &proven.claims })
        });
        role_choice::of_user(roles, mapped.as_ref(), custom)
    }
}

fn check_classic(admitted: &Admitted) -> Answer<()> {
    if !admitted.pool.settings.classic_flow() {
        return Err(Fault::invalid("Basic (classic) flow is not enabled, please use enhanced flow."));
    }
    if !admitted.pool.roles.mappings.is_empty() {
        let why = "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.";
        return Err(Fault::invalid(why));
    }
    Ok(())
}

fn web_identity(admitted: &Admitted) -> WebIdentity {
    WebIdentity {
        identity_id: admitted.identity_id.clone(),
        pool_id: admitted.pool.id.clone(),
        methods: admitted.methods(),
    }
}

#[cfg(test)]
mod tests {
    use policy::{ContextKeys, Document, Principal, RequestContext, evaluate};

    use super::*;

    #[test]
    fn the_limit_of_guests_is_sound_and_lets_through_what_it_lists_alone() {
        let limit = Document::parse_permissions(GUEST_LIMIT).unwrap();
        let allows = |action: &str| {
            let request = RequestContext {
                action: action.to_owned(),
                resource: "*".to_owned(),
                principal: Principal::Anonymous,
                keys: ContextKeys::new(),
            };
            evaluate(&[&limit], &request).is_allowed()
        };
        assert!(allows("cognito-sync:UpdateRecords") && allows("kms:Encrypt"));
        assert!(!allows("iam:CreateRole") && !allows("kms:CreateKey") && !allows("sts:AssumeRole"));
    }
}
