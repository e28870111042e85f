#!/usr/bin/env bash
# A SLURM of its own on this machine: two nodes, loopback only, without systemd, account database and sacct.
#   tests/slurm/cluster.sh install       munge, slurmctld, slurmd, slurm-client from Debian or Ubuntu; exit code 77: not possible here
#   tests/slurm/cluster.sh start BASE    then: export SLURM_CONF=BASE/slurm.conf
#   tests/slurm/cluster.sh stop BASE     cancels what runs; KEEP_JOBS=1 leaves it
#   tests/slurm/cluster.sh kill-node BASE NODE | start-node BASE NODE      slurmd of node1 or node2 dies without a word, and comes back
#   tests/slurm/cluster.sh stop-controller BASE | start-controller BASE    slurmctld ends, with its state saved, and comes back
# CPUS=N: slots of each node (default 2, whatever the machine has); PORT=N: the first of three ports (default: free ones).
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
command=${1:?install|start|stop|kill-node|start-node|stop-controller|start-controller}
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
    { timeout 120 apt-get update && RUNLEVEL=1 timeout 300 apt-get install -y --no-install-recommends munge slurmctld slurmd slurm-client; } > /dev/null 2>&1 || true
    [ -z "$(missing)" ] || { note "the packages could not be installed: no $(missing)"; return 77; }
}

if [ "$command" = install ]; then
    install_packages
    exit
fi

base=${2:?base folder}
mkdir -p "$base"
base=$(cd "$base" && pwd)
cpus=${CPUS:-2}
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

wait_for() { # NODE
    local end=$((SECONDS + 30))
    while [ $SECONDS -lt $end ]; do
        case $(timeout 5 sinfo -h -n "$1" -o %t 2> /dev/null) in
            idle | mix | alloc) return 0 ;;
        esac
        sleep 0.1
    done
    note "$1 is not up after 30 s; see $base/log"
    return 1
}

is_open() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

free_ports() { # three in a row
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 10000))
        is_open $port || is_open $((port + 1)) || is_open $((port + 2)) || { echo $port; return; }
    done
    note "no three free ports in a row"
    return 1
}

# Neither the nodes nor the controller are called by this machine's name. Where it leads to 127.0.0.1 they listen there only; elsewhere they
# would not be found there, and listen on every address, behind munge.
listening() {
    getent ahostsv4 "$(hostname -s)" | grep -q '^127\.' && echo "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny" || true
}

configure() {
    mkdir -p "$base"/{state,spool-node1,spool-node2,log}
    chmod a+rx "$base"
    local munge=$base/munge port=${PORT:-}
    [ -n "$port" ] || port=$(free_ports)
    install -d -o munge -g munge -m 755 "$munge"
    [ -s "$munge/key" ] || head -c 128 /dev/urandom > "$munge/key"
    chown munge:munge "$munge/key"
    chmod 400 "$munge/key"
    cat > "$SLURM_CONF" <<EOF
ClusterName=amuro
SlurmctldHost=localhost
SlurmctldPort=$port
$(listening)
SlurmUser=root
AuthInfo=socket=$munge/socket,cred_expire=5
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spool-%n
SlurmctldPidFile=$base/ctl.lock
SlurmdPidFile=$base/%n.lock
SlurmctldLogFile=$base/log/slurmctld.log
SlurmdLogFile=$base/log/%n.log
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
MinJobAge=5
KillWait=2
NodeName=node1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=$cpus RealMemory=8000
NodeName=node2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=$cpus RealMemory=8000
PartitionName=main Nodes=node[1-2] Default=YES
EOF
}

start() {
    [ -z "$(missing)" ] || { note "no $(missing); try: $0 install"; exit 77; }
    [ "$(id -u)" -eq 0 ] || { note "only root can start it"; exit 77; }
    ! is_alive slurmctld || { note "it runs already"; exit 1; }
    local munge=$base/munge
    configure
    launch munged setpriv --reuid munge --regid munge --clear-groups munged -F --socket="$munge/socket" --key-file="$munge/key" \
        --pid-file="$munge/pid" --log-file="$munge/log" --seed-file="$munge/seed"
    for _ in $(seq 50); do
        munge -S "$munge/socket" -n > /dev/null 2>&1 && break
        sleep 0.1
    done
    launch slurmctld slurmctld -D
    launch node1 slurmd -D -N node1
    launch node2 slurmd -D -N node2
    { wait_for node1 && wait_for node2; } || { stop; exit 1; }
    echo "export SLURM_CONF=$SLURM_CONF"
}

# slurmstepd outlives slurmd: jobs have to end first.
stop() {
    if [ -z "${KEEP_JOBS:-}" ] && is_alive slurmctld; then
        timeout 10 scancel -u root || true
        for _ in $(seq 100); do
            [ -n "$(timeout 10 squeue -h 2> /dev/null)" ] || break
            sleep 0.1
        done
    fi
    halt node1
    halt node2
    halt slurmctld
    halt munged
}

case $command in
    start) start ;;
    stop) stop ;;
    kill-node)
        kill -KILL "$(cat "$base/${3:?node1|node2}.pid")"
        rm -f "$base/$3.pid"
        ;;
    stop-controller) halt slurmctld ;;
    start-controller)
        launch slurmctld slurmctld -D
        wait_for node1
        ;;
    start-node)
        launch "${3:?node1|node2}" slurmd -D -N "$3"
        wait_for "$3"
        ;;
    *) note "expected install, start, stop, kill-node, start-node, stop-controller or start-controller, found '$command'"; exit 2 ;;
esac
