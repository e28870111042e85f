#!/usr/bin/env bash
# A SLURM of its own on this machine: one node, loopback only, without systemd, account database and sacct.
#   tests/slurm/cluster.sh install       munge, slurmctld, slurmd, slurm-client from Debian or Ubuntu; exit code 77: not possible here
#   tests/slurm/cluster.sh start BASE    then: export SLURM_CONF=BASE/slurm.conf
#   tests/slurm/cluster.sh stop BASE     cancels what runs; KEEP_JOBS=1 leaves it
#   tests/slurm/cluster.sh kill-node BASE | start-node BASE      slurmd dies without a word (jobs go on), and comes back
# CPUS=N: slots of the node (default 4, whatever the machine has); PORT=N: the first of two ports.
set -euo pipefail
command=${1:?install|start|stop|kill-node|start-node}
programs="munged slurmctld slurmd sbatch squeue scancel scontrol"

note() { echo "slurm: $*" >&2; }

missing() {
    local program
    for program in $programs; do
        command -v "$program" > /dev/null || { echo "$program"; return; }
    done
}

install_packages() {
    [ -n "$(missing)" ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        note "no $(missing), and not root on a system with apt-get to install it"
        return 77
    fi
    export DEBIAN_FRONTEND=noninteractive
    # Nothing is to be started by the packages: there may be no systemd, and a munge of the system is not needed.
    { apt-get update && RUNLEVEL=1 apt-get install -y --no-install-recommends munge slurmctld slurmd slurm-client; } > /dev/null 2>&1 || true
    [ -z "$(missing)" ] || { note "the packages could not be installed: no $(missing)"; return 77; }
}

if [ "$command" = install ]; then
    install_packages
    exit
fi

base=${2:?base folder}
mkdir -p "$base"
base=$(cd "$base" && pwd)
cpus=${CPUS:-4} port=${PORT:-16817}
export SLURM_CONF=$base/slurm.conf

is_alive() { [ -s "$base/$1.pid" ] && kill -0 "$(cat "$base/$1.pid")" 2> /dev/null; }

launch() { # NAME COMMAND...
    local name=$1
    shift
    setsid "$@" >> "$base/log/$name.out" 2>&1 < /dev/null &
    echo $! > "$base/$name.pid"
}

halt() { # NAME
    is_alive "$1" || return 0
    local pid
    pid=$(cat "$base/$1.pid")
    kill -TERM "$pid"
    for _ in $(seq 100); do
        kill -0 "$pid" 2> /dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2> /dev/null || true
    rm -f "$base/$1.pid"
}

wait_for_node() {
    for _ in $(seq 300); do
        case $(timeout 5 sinfo -h -o %t 2> /dev/null) in
            idle | mix | alloc) return 0 ;;
        esac
        sleep 0.1
    done
    note "the node is not up after 30 s; see $base/log"
    return 1
}

# The node is called by this machine's name, because slurmctld compares; that the name leads to 127.0.0.1 is not needed where the
# addresses are written down, but slurmctld asks for it all the same.
resolve() {
    local name=$1
    getent ahostsv4 "$name" | awk '{ print $1 }' | grep -q '^127\.' && return 0
    if [ "$(id -u)" -eq 0 ] && [ -w /etc/hosts ]; then
        note "adding $name to /etc/hosts"
        # Not by renaming: in a container the file is mounted.
        printf '127.0.0.1 %s\n%s\n' "$name" "$(cat /etc/hosts)" > /etc/hosts
        return 0
    fi
    note "$name does not resolve to this machine, and /etc/hosts cannot be written"
    return 77
}

configure() { # NODE
    mkdir -p "$base"/{state,spool,log}
    local munge=$base/munge
    install -d -o munge -g munge -m 755 "$munge"
    [ -s "$munge/key" ] || head -c 128 /dev/urandom > "$munge/key"
    chown munge:munge "$munge/key"
    chmod 400 "$munge/key"
    cat > "$SLURM_CONF" <<EOF
ClusterName=amuro
SlurmctldHost=$1(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
AuthInfo=socket=$munge/socket,cred_expire=5
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spool
SlurmctldPidFile=$base/ctl.lock
SlurmdPidFile=$base/d.lock
SlurmctldLogFile=$base/log/slurmctld.log
SlurmdLogFile=$base/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=256
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
MailProg=/bin/true
JobCompType=jobcomp/none
ReturnToService=2
SlurmdParameters=config_overrides
SlurmdTimeout=10
MinJobAge=${MIN_JOB_AGE:-300}
KillWait=2
NodeName=$1 NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=8000
PartitionName=main Nodes=$1 Default=YES
EOF
}

start() {
    [ -z "$(missing)" ] || { note "no $(missing); try: $0 install"; exit 77; }
    ! is_alive slurmctld || { note "it runs already"; exit 1; }
    local node munge=$base/munge
    node=$(hostname -s)
    resolve "$node" || exit 77
    configure "$node"
    launch munged setpriv --reuid munge --regid munge --clear-groups munged -F --socket="$munge/socket" --key-file="$munge/key" \
        --pid-file="$munge/pid" --log-file="$munge/log" --seed-file="$munge/seed"
    for _ in $(seq 50); do
        munge -S "$munge/socket" -n > /dev/null 2>&1 && break
        sleep 0.1
    done
    launch slurmctld slurmctld -D
    launch slurmd slurmd -D
    wait_for_node || { stop; exit 1; }
    echo "export SLURM_CONF=$SLURM_CONF"
}

# slurmstepd outlives slurmd: jobs have to end first.
stop() {
    if [ -z "${KEEP_JOBS:-}" ] && is_alive slurmctld && is_alive slurmd; then
        timeout 10 scancel -u root || true
        for _ in $(seq 100); do
            [ -n "$(timeout 10 squeue -h 2> /dev/null)" ] || break
            sleep 0.1
        done
    fi
    halt slurmd
    halt slurmctld
    halt munged
}

case $command in
    start) start ;;
    stop) stop ;;
    kill-node)
        kill -KILL "$(cat "$base/slurmd.pid")"
        rm -f "$base/slurmd.pid"
        ;;
    start-node)
        launch slurmd slurmd -D
        wait_for_node
        ;;
    *) note "expected install, start, stop, kill-node or start-node, found '$command'"; exit 2 ;;
esac
