nextflow.enable.dsl=2
process FASTQC {
    tag "$meta.id"
    label 'process_medium'
    cpus 4
    memory '8 GB'
    time '1h 30m'
    container "biocontainers/fastqc:0.11.9"
    accelerator 1, type: 'nvidia'

    input:
    tuple val(meta), path(reads)

    script:
    """
    fastqc --threads $task.cpus { $reads
    """
}
workflow { FASTQC(x) }
