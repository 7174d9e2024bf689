#!/bin/sh
# Two Parties and an airline: Article 6.2 in two ledgers, step by step. docs/article6.md explains it.
#
# usage: examples/two_parties_and_an_airline.sh FOLDER
#
# FOLDER must not exist. ITMO_LEDGER and LEDGER_VERIFY name the two programs, if they are not on the path.
# Everything is dated in 2025; names, figures and documents are made up. The keys have no passphrase: never do that.
set -eu

ledger=${ITMO_LEDGER:-itmo-ledger}
verify=${LEDGER_VERIFY:-ledger-verify}
folder=${1:?"name a folder that does not exist yet, such as target/steps"}
if [ -e "$folder" ]; then
    echo "$folder: this exists already: name another folder, or move this one away" >&2
    exit 2
fi
mkdir "$folder"
cd "$folder"

say() { printf '\n== %s\n' "$1"; }

say "Keys: each registry has an operator and an authority; a developer, an airline and a foundation sign for themselves"
for name in gha-operator gha-authority che-operator che-authority developer airline foundation; do
    "$ledger" key new $name.pem --no-passphrase
done

# ---------------------------------------------------------------- Ghana, the host
gha="--key gha-operator.pem --key gha-authority.pem"

say "Ghana founds a ledger under rulebook 5, which knows Article 6 and what is told from elsewhere"
"$ledger" init gha --origin gha.registry.example/itmo --registry GHA01 --party GHA --party CHE --rulebook 5 \
    --key gha-operator.pem --authority-key gha-authority.pem

"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-01-15","body":{"kind":"key registered","key":2,"public_key":"$("$ledger" key public developer.pem)"}}
{"occurred_at":"2025-01-15","body":{"kind":"key registered","key":3,"public_key":"$("$ledger" key public airline.pem)"}}
LINES
"$ledger" account open gha $gha --number 1 --kind Holding --party GHA --registry GHA01 --holder 'Volta Cookstoves Ltd' --representative 2
"$ledger" account open gha $gha --number 2 --kind Holding --party GHA --registry GHA01 --holder 'Alpine Wings AG' --representative 3
"$ledger" account open gha $gha --number 3 --kind Counterpart --party CHE --registry CHE01 --holder 'The registry of Switzerland'
"$ledger" account open gha $gha --number 4 --kind UseOimp --party GHA --registry GHA01 --holder 'CORSIA'

say "2/CMA.3 annex 18: Ghana has submitted its initial report; its NDC is of a single year, adjusted by averaging (7(a)(ii))"
printf 'An authorization letter, made up.' > gha-authorization.txt
letter=$("$ledger" text digest gha-authorization.txt)
printf 'What the registry of Switzerland wrote, made up.' > che-word.txt
word=$("$ledger" text digest che-word.txt)
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-01-15","body":{"kind":"Party standing stated","party":"GHA","item":"initial report submitted","value":"yes","document":"$letter"}}
{"occurred_at":"2025-01-15","body":{"kind":"NDC period declared","party":"GHA","first_year":2021,"last_year":2030,"method":"averaging","metric":"GHG"}}
{"occurred_at":"2025-01-15","body":{"kind":"NDC period declared","party":"CHE","first_year":2021,"last_year":2030,"method":"multi-year budget","metric":"GHG","values":[{"year":2030,"value":300000}]}}
{"occurred_at":"2025-01-15","body":{"kind":"inventory stated","party":"GHA","year":2024,"metric":"GHG","total":40000,"document":"$letter"}}
{"occurred_at":"2025-01-15","body":{"kind":"cooperative approach declared","approach":"CA0012","parties":["CHE","GHA"],"metrics":["GHG"],"status":"active"}}
{"occurred_at":"2025-01-15","body":{"kind":"approach registries stated","approach":"CA0012","registries":["CHE01","GHA01"]}}
{"occurred_at":"2025-01-15","body":{"kind":"number space declared","space":1,"name":"GHA01 2024"}}
{"occurred_at":"2025-01-15","body":{"kind":"series opened","series":1,"space":1,"source":100,"label":"cookstoves 2024","host":"GHA","activity":"GHA-COOKSTOVES-1","vintage":2024,"metric":"GHG","gwp_set":"AR5","mitigation_type":"emission reductions","regime":"Article 6.2"}}
LINES

say "What mitigates, and what was verified of it in 2024 (1(a)): 1,400 tonnes without the stoves, 380 with them, 20 of leakage"
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-01-31","body":{"kind":"activity declared","activity":"GHA-COOKSTOVES-1","host":"GHA","methodology":"VMR0006","methodology_version":"1.2","sector":"Energy generation","activity_type":"Energy Efficiency households","mitigation_type":"emission reductions","metric":"GHG","from":"2021-01-01","until":"2031-01-01","components":[{"number":1}]}}
{"occurred_at":"2025-01-31","body":{"kind":"monitoring stated","monitoring":1,"activity":"GHA-COOKSTOVES-1","from":"2024-01-01","until":"2025-01-01","report":"$letter","scale":0,"lines":[{"year":2024,"component":1,"kind":"emission reductions","baseline":1400,"project":380,"leakage":20,"rounding":"down","verified":1000}]}}
LINES

say "Issuance of these 1,000 tonnes. They are mitigation outcomes, and nobody's ITMOs yet"
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-02-01","body":{"kind":"movement","action":"issue","particulars":[{"drawn_from":{"monitoring":1,"year":2024,"component":1,"kind":"emission reductions"}}],"postings":[{"account":100,"side":"debit","space":1,"first":1,"last":1000},{"account":1,"side":"credit","space":1,"first":1,"last":1000}]}}
LINES

say "Authorization (AEF tables 2 and 5): for Switzerland's NDC and for CORSIA; for the latter the first transfer is the use or cancellation (2(b))"
airline=$("$ledger" text keep gha 'Alpine Wings AG')
number=$("$ledger" text keep gha 'CHE-123.456.789')
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-02-10","body":{"kind":"authorized entity stated","party":"GHA","approach":"CA0012","entity":"$airline","country":"CHE","identification_number":"$number"}}
{"occurred_at":"2025-02-10","body":{"kind":"authorization stated","party":"GHA","authorization":"GHA-2025-1","version":1,"approach":"CA0012","from":"2025-02-10","cap":900,"metric":"GHG","gwp_set":"AR5","sectors":["Energy generation"],"activity_types":["Energy Efficiency households"],"purposes":"NDC and IMP","oimp":"CORSIA","first_transfer_definition":"use or cancellation","parties":["CHE"],"entities":["$airline"],"first_vintage":2021,"last_vintage":2030,"first_year_of_use":2021,"last_year_of_use":2030,"revocation_terms":"units first transferred stay as they are","document":"$letter"}}
LINES

say "Identifiers (6/CMA.4 annex I 5), and the exact serials: 1 to 900. The cap is 900; 901 to 1,000 stay mitigation outcomes"
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-02-11","body":{"kind":"ITMO identifiers assigned","approach":"CA0012","registry":"GHA01","first_transferring_party":"GHA","vintage":2024,"first_number":1,"blocks":[{"space":1,"first":1,"last":900}]}}
{"occurred_at":"2025-02-11","body":{"kind":"units authorized","party":"GHA","authorization":"GHA-2025-1","version":1,"blocks":[{"space":1,"first":1,"last":900}]}}
LINES
"$ledger" units gha

say "What is not authorized does not leave the host (2(a)): the ledger refuses, and nothing is posted"
if "$ledger" post gha $gha --key developer.pem <<LINES
{"occurred_at":"2025-03-01","body":{"kind":"movement","action":"transfer","particulars":[{"evidence":{"grade":"signed notice","digest":"$word"}}],"postings":[{"account":1,"side":"debit","space":1,"first":901,"last":950},{"account":3,"side":"credit","space":1,"first":901,"last":950}]}}
LINES
then echo 'this should have been refused' >&2; exit 1; fi

say "First transfer (2(a)): 500 units to Switzerland, on the word of its registry. From now on Ghana adds them to its balance of 2024"
"$ledger" post gha $gha --key developer.pem <<LINES
{"occurred_at":"2025-03-01","body":{"kind":"movement","action":"first transfer","particulars":[{"evidence":{"grade":"signed notice","digest":"$word"}}],"postings":[{"account":1,"side":"debit","space":1,"first":1,"last":500},{"account":3,"side":"credit","space":1,"first":1,"last":500}]}}
LINES

say "200 units are sold to the airline, in Ghana's registry: no first transfer, since that is the use (2(b))"
"$ledger" post gha $gha --key developer.pem <<LINES
{"occurred_at":"2025-04-01","body":{"kind":"movement","action":"transfer","postings":[{"account":1,"side":"debit","space":1,"first":501,"last":700},{"account":2,"side":"credit","space":1,"first":501,"last":700}]}}
LINES

say "The airline uses 150 for CORSIA: that is the first transfer of these units, and Ghana adjusts for them as well (13)"
"$ledger" post gha $gha --key airline.pem <<LINES
{"occurred_at":"2025-06-01","body":{"kind":"movement","action":"use for OIMP","particulars":[{"entity":"$airline"},{"purpose":"IMP"}],"postings":[{"account":2,"side":"debit","space":1,"first":501,"last":650},{"account":4,"side":"credit","space":1,"first":501,"last":650}]}}
LINES
"$ledger" units gha

# ---------------------------------------------------------------- Switzerland, the buyer
che="--key che-operator.pem --key che-authority.pem"

say "Switzerland founds a ledger of its own; its NDC has a budget of many years (7(b))"
"$ledger" init che --origin che.registry.example/itmo --registry CHE01 --party CHE --party GHA --rulebook 5 \
    --key che-operator.pem --authority-key che-authority.pem
"$ledger" post che $che <<LINES
{"occurred_at":"2025-01-20","body":{"kind":"key registered","key":2,"public_key":"$("$ledger" key public foundation.pem)"}}
LINES
"$ledger" account open che $che --number 1 --kind Counterpart --party GHA --registry GHA01 --holder 'The registry of Ghana'
"$ledger" account open che $che --number 2 --kind Holding --party CHE --registry CHE01 --holder 'Foundation for Climate Protection' --representative 2
"$ledger" account open che $che --number 3 --kind UseNdc --party CHE --registry CHE01
"$ledger" account open che $che --number 4 --kind OmgeCancellation --party CHE --registry CHE01
"$ledger" post che $che <<LINES
{"occurred_at":"2025-01-20","body":{"kind":"Party standing stated","party":"CHE","item":"initial report submitted","value":"yes","document":"$letter"}}
{"occurred_at":"2025-01-20","body":{"kind":"Party standing stated","party":"GHA","item":"initial report submitted","value":"yes","document":"$letter"}}
{"occurred_at":"2025-01-20","body":{"kind":"NDC period declared","party":"CHE","first_year":2021,"last_year":2030,"method":"multi-year budget","metric":"GHG","values":[{"year":2030,"value":300000}]}}
{"occurred_at":"2025-01-20","body":{"kind":"inventory stated","party":"CHE","year":2025,"metric":"GHG","total":30000,"document":"$letter"}}
{"occurred_at":"2025-01-20","body":{"kind":"cooperative approach declared","approach":"CA0012","parties":["CHE","GHA"],"metrics":["GHG"],"status":"active"}}
{"occurred_at":"2025-01-20","body":{"kind":"approach registries stated","approach":"CA0012","registries":["CHE01","GHA01"]}}
{"occurred_at":"2025-01-20","body":{"kind":"number space declared","space":1,"name":"GHA01 2024"}}
{"occurred_at":"2025-01-20","body":{"kind":"series opened","series":1,"space":1,"source":100,"label":"cookstoves 2024","host":"GHA","activity":"GHA-COOKSTOVES-1","vintage":2024,"metric":"GHG","gwp_set":"AR5","mitigation_type":"emission reductions","regime":"Article 6.2"}}
LINES

say "Ghana's units come in where Ghana's registry stands; Ghana's authorization is mirrored: its own words, copied with the letter's digest"
"$ledger" post che $che <<LINES
{"occurred_at":"2025-03-01","body":{"kind":"movement","action":"issue","particulars":[{"history":"$letter"},{"evidence":{"grade":"document digest","digest":"$letter"}}],"postings":[{"account":100,"side":"debit","space":1,"first":1,"last":500},{"account":1,"side":"credit","space":1,"first":1,"last":500}]}}
{"occurred_at":"2025-03-01","body":{"kind":"authorization stated","party":"GHA","authorization":"GHA-2025-1","version":1,"mirrored":true,"approach":"CA0012","from":"2025-02-10","cap":900,"metric":"GHG","gwp_set":"AR5","sectors":["Energy generation"],"activity_types":["Energy Efficiency households"],"purposes":"NDC and IMP","oimp":"CORSIA","first_transfer_definition":"use or cancellation","parties":["CHE"],"first_vintage":2021,"last_vintage":2030,"first_year_of_use":2021,"last_year_of_use":2030,"revocation_terms":"units first transferred stay as they are","document":"$letter"}}
{"occurred_at":"2025-03-01","body":{"kind":"ITMO identifiers assigned","approach":"CA0012","registry":"GHA01","first_transferring_party":"GHA","vintage":2024,"first_number":1,"blocks":[{"space":1,"first":1,"last":500}]}}
{"occurred_at":"2025-03-01","body":{"kind":"units authorized","party":"GHA","authorization":"GHA-2025-1","version":1,"blocks":[{"space":1,"first":1,"last":500}]}}
LINES

say "Switzerland authorizes the use in words of its own: several Parties may authorize the same units"
"$ledger" post che $che <<LINES
{"occurred_at":"2025-03-01","body":{"kind":"authorization stated","party":"CHE","authorization":"CHE-2025-7","version":1,"approach":"CA0012","from":"2025-03-01","metric":"GHG","gwp_set":"AR5","sectors":["Energy generation"],"purposes":"NDC","parties":["CHE"],"first_year_of_use":2021,"last_year_of_use":2030,"revocation_terms":"units first transferred stay as they are","document":"$letter"}}
{"occurred_at":"2025-03-01","body":{"kind":"units authorized","party":"CHE","authorization":"CHE-2025-7","version":1,"blocks":[{"space":1,"first":1,"last":500}]}}
LINES

say "Acquisition: reported, and posted to nobody's balance (8). The operator signs on behalf of Ghana's registry, and says so"
ghana=$("$ledger" text keep che 'The registry of Ghana')
"$ledger" post che $che <<LINES
{"occurred_at":"2025-03-02","on_behalf":["$ghana"],"body":{"kind":"movement","action":"acquisition","particulars":[{"evidence":{"grade":"document digest","digest":"$letter"}}],"postings":[{"account":1,"side":"debit","space":1,"first":1,"last":500},{"account":2,"side":"credit","space":1,"first":1,"last":500}]}}
LINES

say "Use towards the NDC (8(b)): 400 units, for the year 2025, in the NDC period of their vintage 2024"
"$ledger" post che $che --key foundation.pem <<LINES
{"occurred_at":"2025-11-01","body":{"kind":"movement","action":"use towards an NDC","particulars":[{"year_of_use":2025}],"postings":[{"account":2,"side":"debit","space":1,"first":1,"last":400},{"account":3,"side":"credit","space":1,"first":1,"last":400}]}}
LINES

say "Voluntary cancellation for OMGE (39): 10 units that nobody will ever count, 2 percent of what was bought"
"$ledger" post che $che --key foundation.pem <<LINES
{"occurred_at":"2025-11-02","body":{"kind":"movement","action":"cancellation for OMGE","postings":[{"account":2,"side":"debit","space":1,"first":491,"last":500},{"account":4,"side":"credit","space":1,"first":491,"last":500}]}}
LINES
"$ledger" units che

# ---------------------------------------------------------------- reports
say "Ghana's adjustments (23): 650 first transferred, of which 150 for OIMP; averaged over the years elapsed"
"$ledger" adjustments gha --party GHA --years 2024-2025 --entries
say "What if Ghana had declared a trajectory? Marked as what it is"
"$ledger" adjustments gha --party GHA --years 2024 --method trajectory
say "Switzerland's adjustments: 400 used, nothing for what was acquired and is still held"
"$ledger" adjustments che --party CHE --years 2025 --entries

say "Both Parties' annual information (20) in the agreed electronic format, and the filing in the ledger"
"$ledger" aef export gha --party GHA --year 2025 --version 1.0 --date 2026-04-15 GHA-2025.xlsx --file $gha
"$ledger" aef export che --party CHE --year 2025 --version 1.0 --date 2026-04-15 CHE-2025.xlsx --file $che
"$ledger" aef export che --party CHE --year 2025 --version 1.0 --date 2026-04-15 CHE-2025

say "Both are checked as anybody's would be, cell by cell and then row against row"
"$ledger" aef check GHA-2025.xlsx
"$ledger" aef check CHE-2025.xlsx

say "Switzerland's ledger agrees with its report. Ghana's does not know what was used abroad: nobody sent it notice"
"$ledger" reconcile che CHE-2025.xlsx
if "$ledger" reconcile gha CHE-2025.xlsx; then echo 'this should have differed' >&2; exit 1; fi

say "Switzerland sends notice: 400 used for 2025, 10 cancelled. Ghana's ledger is told so, and on what word"
"$ledger" post gha $gha <<LINES
{"occurred_at":"2025-11-05","body":{"kind":"notice of remote use","account":3,"blocks":[{"space":1,"first":1,"last":400}],"action":"use towards an NDC","party":"CHE","year_of_use":2025,"evidence":{"grade":"signed notice","digest":"$word"}}}
{"occurred_at":"2025-11-05","body":{"kind":"notice of remote use","account":3,"blocks":[{"space":1,"first":491,"last":500}],"action":"cancellation for OMGE","party":"CHE","evidence":{"grade":"signed notice","digest":"$word"}}}
LINES
"$ledger" notices gha
"$ledger" adjustments gha --party CHE --years 2025 --entries

say "What was used there comes back from nowhere: the ledger refuses"
if "$ledger" post gha $gha <<LINES
{"occurred_at":"2025-11-06","on_behalf":["$airline"],"body":{"kind":"movement","action":"transfer","particulars":[{"evidence":{"grade":"signed notice","digest":"$word"}}],"postings":[{"account":3,"side":"debit","space":1,"first":1,"last":10},{"account":1,"side":"credit","space":1,"first":1,"last":10}]}}
LINES
then echo 'this should have been refused' >&2; exit 1; fi

say "Now both registries say the same of Switzerland's units"
"$ledger" reconcile gha CHE-2025.xlsx

say "Anybody who is handed a ledger verifies it, and trusts nobody"
for party in gha che; do
    "$ledger" checkpoint $party --key $party-operator.pem --out $party.checkpoint
    "$verify" $party --trust $party.trust --checkpoint $party.checkpoint
done
