//! What is done about risks, as requests set it and answers show it.

use app::{Answer, App, Fault, user_pools::risk::RiskShown};
use domain::values::risk::{
    AddressExceptions, Compromised, Notice, Notices, PasswordEvent, RiskAction, RiskResponse, RiskRules,
    Takeover,
};
use wire::cognito_idp::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverRiskConfigurationType,
    CompromisedCredentialsActionsType, CompromisedCredentialsRiskConfigurationType, NotifyConfigurationType,
    NotifyEmailType, RiskConfigurationType, RiskExceptionConfigurationType, SetRiskConfigurationRequest,
};

use super::{named::Names, shapes};

const ACTIONS: Names<RiskAction> = Names(&[
    (RiskAction::Block, "BLOCK"),
    (RiskAction::MfaIfConfigured, "MFA_IF_CONFIGURED"),
    (RiskAction::MfaRequired, "MFA_REQUIRED"),
    (RiskAction::None, "NO_ACTION"),
]);
const EVENTS: Names<PasswordEvent> = Names(&[
    (PasswordEvent::SignIn, "SIGN_IN"),
    (PasswordEvent::PasswordChange, "PASSWORD_CHANGE"),
    (PasswordEvent::SignUp, "SIGN_UP"),
]);
const BLOCK: &str = "BLOCK";
const NO_ACTION: &str = "NO_ACTION";

/// What a request sets.
pub(super) fn read(input: SetRiskConfigurationRequest) -> RiskRules {
    RiskRules {
        takeover: input.account_takeover_risk_configuration.map(takeover),
        compromised: input.compromised_credentials_risk_configuration.map(compromised),
        exceptions: input.risk_exception_configuration.map(|given| AddressExceptions {
            blocked: given.blocked_ip_range_list,
            skipped: given.skipped_ip_range_list,
        }),
    }
}

fn takeover(given: AccountTakeoverRiskConfigurationType) -> Takeover {
    let response = |given: AccountTakeoverActionType| {
        let action = ACTIONS.value(&given.event_action)?;
        Some(RiskResponse { action, notifies: given.notify })
    };
    Takeover {
        low: given.actions.low_action.and_then(response),
        medium: given.actions.medium_action.and_then(response),
        high: given.actions.high_action.and_then(response),
        notices: given.notify_configuration.map(notices),
    }
}

fn notices(given: NotifyConfigurationType) -> Notices {
    let notice = |given: NotifyEmailType| Notice {
        subject: given.subject,
        html: given.html_body,
        text: given.text_body,
    };
    Notices {
        source_arn: given.source_arn,
        from: given.from,
        reply_to: given.reply_to,
        block: given.block_email.map(notice),
        mfa: given.mfa_email.map(notice),
        no_action: given.no_action_email.map(notice),
    }
}

/// Refuses to block passwords that are known from breaches where the service has no list of them.
pub(super) fn check_breached_list(app: &App, rules: &RiskRules) -> Answer<()> {
    let blocks = rules.compromised.as_ref().is_some_and(|rule| rule.blocks);
    if blocks && !app.user_pools.has_breached_list() {
        return Err(Fault::not_implemented("CompromisedCredentialsRiskConfiguration.Actions.EventAction"));
    }
    Ok(())
}

fn compromised(given: CompromisedCredentialsRiskConfigurationType) -> Compromised {
    Compromised {
        blocks: given.actions.event_action == BLOCK,
        events: given.event_filter.map(|names| EVENTS.values(&names)),
    }
}

/// What is set for a pool, or for a client.
pub(super) fn shown(pool_id: String, client_id: Option<String>, risk: RiskShown) -> RiskConfigurationType {
    RiskConfigurationType {
        account_takeover_risk_configuration: risk.rules.takeover.map(takeover_shown),
        client_id,
        compromised_credentials_risk_configuration: risk.rules.compromised.map(compromised_shown),
        last_modified_date: risk.modified_at.map(shapes::at),
        risk_exception_configuration: risk.rules.exceptions.map(|exceptions| {
            RiskExceptionConfigurationType {
                blocked_ip_range_list: exceptions.blocked,
                skipped_ip_range_list: exceptions.skipped,
            }
        }),
        user_pool_id: Some(pool_id),
    }
}

fn takeover_shown(takeover: Takeover) -> AccountTakeoverRiskConfigurationType {
    let response = |response: RiskResponse| AccountTakeoverActionType {
        event_action: ACTIONS.name(response.action),
        notify: response.notifies,
    };
    AccountTakeoverRiskConfigurationType {
        actions: AccountTakeoverActionsType {
            high_action: takeover.high.map(response),
            low_action: takeover.low.map(response),
            medium_action: takeover.medium.map(response),
        },
        notify_configuration: takeover.notices.map(notices_shown),
    }
}

fn notices_shown(notices: Notices) -> NotifyConfigurationType {
    let notice = |notice: Notice| NotifyEmailType {
        html_body: notice.html,
        subject: notice.subject,
        text_body: notice.text,
    };
    NotifyConfigurationType {
        block_email: notices.block.map(notice),
        from: notices.from,
        mfa_email: notices.mfa.map(notice),
        no_action_email: notices.no_action.map(notice),
        reply_to: notices.reply_to,
        source_arn: notices.source_arn,
    }
}

fn compromised_shown(compromised: Compromised) -> CompromisedCredentialsRiskConfigurationType {
    let action = if compromised.blocks { BLOCK } else { NO_ACTION };
    let names = |events: Vec<PasswordEvent>| events.into_iter().map(|event| EVENTS.name(event)).collect();
    CompromisedCredentialsRiskConfigurationType {
        actions: CompromisedCredentialsActionsType { event_action: action.to_owned() },
        event_filter: compromised.events.map(names),
    }
}
