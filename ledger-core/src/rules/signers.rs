//! who signed, and whether that is who must (the table of `spec/rules.md` section 2).

use ledger_format::body::holds::HoldPlaced;
use ledger_format::body::origins::ActivityId;
use ledger_format::body::{Article6, Body, Holds, Movement, Notices, Origins};
use ledger_format::codes::{AccountKind, Role, Side, StandingItem};
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber, PartyCode};

use super::Case;
use super::candidate::SignatureVerdict;
use super::detail::Signers;
use super::refusal::Refusal;
use crate::book::{Account, State};
use crate::holds::particulars::hold_of;
use crate::origins::Activity;

///
pub(super) fn signers_are_valid<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    for &key in case.signers.keys() {
        let (known, valid) = match case.candidate.body {
            Body::Genesis(genesis) => {
                let listed = usize::try_from(key.0).is_ok_and(|place| place < genesis.keys.len());
                (listed, listed)
            }
            _ => case.state.key(key).map_or((false, false), |key| (true, key.valid)),
        };
        if !valid {
            return Err(Refusal::SignerNotValid { key, known });
        }
    }
    Ok(())
}

///
pub(super) fn signatures_are_valid<S>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    match case.candidate.signatures {
        SignatureVerdict::Valid | SignatureVerdict::Assumed => Ok(()),
        SignatureVerdict::Invalid(key) => Err(Refusal::SignatureInvalid { key }),
    }
}

///
pub(super) fn on_behalf<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    if case.candidate.context.on_behalf.is_none() {
        return Ok(());
    }
    let of_somebody = match case.candidate.body {
        Body::Movement(_) => true,
        Body::Holds(Holds::Placed(_) | Holds::Released(_)) => case.state.options().knows_holds(),
        _ => false,
    };
    if !of_somebody {
        return Err(Refusal::OnBehalfOfNobody);
    }
    if case.operator() { Ok(()) } else { Err(Refusal::OnBehalfWithoutOperator) }
}

impl<S: State> Case<'_, '_, S> {
    /// Whether a threshold of a role's keys signed; a Party without an authority is stood in for by the ledger's.
    fn satisfied(&self, role: Role, party: Option<PartyCode>) -> bool {
        let party = party.filter(|_| !self.state.holders(role, party).is_empty());
        let signed = self.signers.count_among(self.state.holders(role, party));
        signed >= usize::from(self.state.threshold(role, party))
    }

    fn operator(&self) -> bool {
        self.satisfied(Role::OPERATOR, None)
    }

    fn authority(&self, party: Option<PartyCode>) -> bool {
        self.satisfied(Role::AUTHORITY, party)
    }

    fn recovery(&self) -> bool {
        self.satisfied(Role::RECOVERY, None)
    }

    /// A Party that is named and not declared is left to R-141.
    fn is_undeclared(&self, party: Option<PartyCode>) -> bool {
        party.is_some_and(|party| !self.state.is_declared(party))
    }

    /// A key that is not known is left to R-151.
    fn is_unknown(&self, key: KeyNumber) -> bool {
        self.state.key(key).is_none()
    }
}

///
pub(super) fn authority<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let (entitled, needed) = match case.candidate.body {
        Body::Genesis(body) => (case.signers.keys().len() == body.keys.len(), Signers::GenesisKeys),
        Body::RulebookAdopted(_) | Body::Reversal(_) => {
            (case.operator() && case.authority(None), Signers::OperatorAndAuthority)
        }
        Body::Recovery(_)
        | Body::AccountOpened(_)
        | Body::AccountClosed(_)
        | Body::RepresentativesChanged(_) => (case.operator(), Signers::Operator),
        Body::Note(body) => (
            case.is_undeclared(body.party) || case.operator() || case.authority(body.party),
            Signers::OperatorOrAuthority(body.party),
        ),
        Body::Article6(body) => article6_statement(case, body),
        Body::Origins(body) => origins_statement(case, body),
        Body::Holds(body) => return holds_statement(case, body),
        Body::Notices(body) => notices_statement(case, body),
        Body::PartyDeclared(_) | Body::SpaceDeclared(_) => (case.authority(None), Signers::Authority(None)),
        Body::RoleGranted(body) | Body::RoleWithdrawn(body) => role_change(case, body.party),
        Body::ThresholdSet(body) => role_change(case, body.party),
        Body::KeyRegistered(_) => {
            (case.operator() || case.authority(None), Signers::OperatorOrAuthority(None))
        }
        Body::KeyRotated(body) => (
            case.is_unknown(body.old) || case.signers.contains(body.old) || case.recovery(),
            Signers::KeyOrRecovery(body.old),
        ),
        Body::KeyRevoked(body) => (
            case.is_unknown(body.key)
                || case.signers.contains(body.key)
                || case.authority(None)
                || case.recovery(),
            Signers::KeyAuthorityOrRecovery(body.key),
        ),
        Body::SeriesOpened(body) => {
            let host = Some(body.host);
            (case.is_undeclared(host) || case.authority(host), Signers::Authority(host))
        }
        Body::AccountSuspended(body) | Body::AccountReinstated(body) => {
            let party = case.state.account(body.account).map(|account| account.party);
            // An account that is not known is left to R-171.
            (party.is_none() || case.operator() || case.authority(party), Signers::OperatorOrAuthority(party))
        }
        Body::Movement(body) => return movement(case, body),
    };
    if entitled { Ok(()) } else { Err(Refusal::NotAuthorised(needed)) }
}

/// The table of `spec/article6.md` section 2.
fn article6_statement<S: State>(case: &Case<'_, '_, S>, body: &Article6) -> (bool, Signers) {
    let own = |party: PartyCode| {
        let entitled = case.is_undeclared(Some(party)) || case.authority(Some(party));
        (entitled, Signers::Authority(Some(party)))
    };
    // A mirrored authorization is the operator's, until a key holds the authority of its Party.
    let authorizing = |party: PartyCode, mirrored: bool| {
        let stood_in_for = case.state.holders(Role::AUTHORITY, Some(party)).is_empty();
        if mirrored && stood_in_for && !case.is_undeclared(Some(party)) {
            (case.operator(), Signers::Operator)
        } else {
            own(party)
        }
    };
    // An authorization that is not stated is left to R-341.
    let under = |party: PartyCode, id: &str| {
        let view = case.state.article6();
        let known = view.authorization_number(party, id);
        let latest = known.and_then(|number| view.version(number, view.authorization(number)?.latest));
        latest.map_or((true, Signers::Authority(Some(party))), |latest| authorizing(party, latest.mirrored))
    };
    match body {
        Article6::ApproachDeclared(_) | Article6::ApproachStatusChanged(_) => {
            (case.authority(None), Signers::Authority(None))
        }
        Article6::NdcPeriodDeclared(body) => own(body.party),
        Article6::InventoryStated(body) => own(body.party),
        // No Party frees itself of a share (origins.md section 2).
        Article6::StandingStated(body) if body.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE => {
            let entitled = case.is_undeclared(Some(body.party)) || case.authority(None);
            (entitled, Signers::Authority(None))
        }
        Article6::StandingStated(body) => own(body.party),
        Article6::EntityStated(body) => own(body.party),
        Article6::AefFiled(body) => own(body.party),
        Article6::AdjustmentsFinal(body) => own(body.party),
        Article6::AuthorizationStated(body) => authorizing(body.party, body.mirrored),
        Article6::AuthorizationEnded(body) => under(body.party, body.authorization.as_str()),
        Article6::UnitsAuthorized(body) => under(body.party, body.authorization.as_str()),
        Article6::IdentifiersAssigned(_) => (case.operator(), Signers::Operator),
    }
}

/// The table of `spec/origins.md` section 2.
fn origins_statement<S: State>(case: &Case<'_, '_, S>, body: &Origins) -> (bool, Signers) {
    let own = |party: PartyCode| {
        let entitled = case.is_undeclared(Some(party)) || case.authority(Some(party));
        (entitled, Signers::Authority(Some(party)))
    };
    let view = case.state.origins();
    // An activity or monitoring that is not known is left to.
    let of_host = |activity: Option<&Activity>| {
        activity.map_or((true, Signers::Authority(None)), |activity| own(activity.terms.host))
    };
    let named = |id: &ActivityId| of_host(view.activity_named(id.as_str()).map(AsRef::as_ref));
    match body {
        Origins::ActivityDeclared(body) => own(body.host),
        Origins::MonitoringStated(body) => named(&body.activity),
        Origins::LossStated(body) => named(&body.activity),
        Origins::ConversionStated(body) => own(body.party),
        Origins::MonitoringWithdrawn(body) => {
            let monitoring = view.monitoring(body.monitoring);
            let activity = monitoring.and_then(|monitoring| view.activity(monitoring.activity));
            of_host(activity.map(AsRef::as_ref))
        }
    }
}

/// A hold that an earlier entry placed, in force or not.
fn hold_named<'s, S: State>(case: &Case<'s, '_, S>, named: EntryIndex) -> Option<&'s HoldPlaced> {
    case.state.holds().hold(named).map(|hold| &hold.terms).or(case.candidate.named_hold)
}

/// The table of `spec/holds.md` section 2.
fn holds_statement<S: State>(case: &Case<'_, '_, S>, body: &Holds) -> Result<(), Refusal> {
    let by_authority = |party: Option<PartyCode>, left_to_its_rule: bool| {
        if left_to_its_rule || case.authority(party) {
            Ok(())
        } else {
            Err(Refusal::NotAuthorised(Signers::Authority(party)))
        }
    };
    match body {
        Holds::Placed(body) => any_of(case, &[body.debited]),
        // A hold or restriction that is not known is left to.
        Holds::Released(body) => {
            hold_named(case, body.hold).map_or(Ok(()), |hold| any_of(case, &[hold.debited, hold.acquiring]))
        }
        Holds::Restricted(body) => by_authority(body.party, case.is_undeclared(body.party)),
        Holds::Lifted(body) => {
            let known = case.state.holds().restriction(body.restriction);
            known.map_or(Ok(()), |known| by_authority(known.terms.party, false))
        }
    }
}

/// The table of `spec/notices.md` section 2.
fn notices_statement<S: State>(case: &Case<'_, '_, S>, body: &Notices) -> (bool, Signers) {
    match body {
        Notices::RegistriesStated(_) => (case.authority(None), Signers::Authority(None)),
        Notices::Given(_) => (case.operator(), Signers::Operator),
        Notices::Withdrawn(_) => (case.operator() && case.authority(None), Signers::OperatorAndAuthority),
    }
}

/// One of these accounts, or the operator on behalf; an account that is not known asks for nobody.
fn any_of<S: State>(case: &Case<'_, '_, S>, numbers: &[AccountNumber]) -> Result<(), Refusal> {
    // R-112 has seen to it that the operator signed.
    let on_behalf = case.candidate.context.on_behalf.is_some();
    let mut known = numbers.iter().copied().filter_map(|number| Some((number, case.state.account(number)?)));
    let mut needed: Option<Signers> = None;
    if on_behalf || known.clone().any(|(_, account)| by_representatives(case, account)) {
        return Ok(());
    }
    if let Some((one, _)) = known.next() {
        let other = known.next();
        needed = Some(other.map_or(Signers::Account(one), |(other, _)| Signers::EitherAccount(one, other)));
    }
    needed.map_or(Ok(()), |needed| Err(Refusal::NotAuthorised(needed)))
}

fn by_representatives<S: State>(case: &Case<'_, '_, S>, account: &Account) -> bool {
    let signed = case.signers.count_among(&account.representatives);
    !account.representatives.is_empty() && signed >= usize::from(account.threshold)
}

fn role_change<S: State>(case: &Case<'_, '_, S>, party: Option<PartyCode>) -> (bool, Signers) {
    let entitled = case.is_undeclared(party) || case.authority(party) || case.recovery();
    (entitled, Signers::AuthorityOrRecovery(party))
}

fn movement<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Refusal> {
    // R-112 has seen to it that the operator signed.
    let on_behalf = case.candidate.context.on_behalf.is_some();
    // Who accepts a hold acquires what was proposed to it; nobody else is asked (holds.md section 2).
    if !body.particulars.is_empty()
        && case.state.options().knows_holds()
        && let Some(hold) = hold_of(body).and_then(|named| hold_named(case, named))
    {
        return any_of(case, &[hold.acquiring]);
    }
    let mut asked = None;
    for posting in body.postings.iter().filter(|posting| posting.side == Side::Debit) {
        // Postings of one account mostly stand together.
        if asked.replace(posting.account) != Some(posting.account) {
            debited(case, posting.account, on_behalf)?;
        }
    }
    Ok(())
}

fn debited<S: State>(case: &Case<'_, '_, S>, number: AccountNumber, on_behalf: bool) -> Result<(), Refusal> {
    // An account that is not known is left to R-203.
    let Some(account) = case.state.account(number) else { return Ok(()) };
    if account.kind == AccountKind::SOURCE {
        let host =
            account.series.and_then(|series| case.state.series(series)).map(|series| series.terms.host);
        return match host {
            Some(_) if !case.authority(host) => Err(Refusal::NotAuthorised(Signers::Authority(host))),
            // A Source account without a series asks for nobody.
            _ => Ok(()),
        };
    }
    if on_behalf || by_representatives(case, account) {
        Ok(())
    } else {
        Err(Refusal::NotAuthorised(Signers::Account(number)))
    }
}
